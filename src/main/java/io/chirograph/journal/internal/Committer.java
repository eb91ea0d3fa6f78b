package io.chirograph.journal.internal;

import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Writes groups behind the active file's end and begins the next file when it is full. For one thread; what
/// others may ask is volatile. An [IOException] from here is final.
final class Committer {
    /// Room kept at the end of each file for a *recovered* and a *stopped* frame.
    static final int TRAILER = Frame.HEADER + 40 + Frame.HEADER;

    private final Path directory;
    private final FileSet files;
    private final Space space;
    private final Clock clock;
    private final CommitObserver observer;
    private final UUID journal;
    private final GroupBuffer buffer = new GroupBuffer(Frame.MAX_GROUP_BYTES);
    private final List<Pending> members = new ArrayList<>();
    private final OpenKeys openKeys;
    private OpenFile file;
    private JournalFile active;
    private long end;
    private long group;
    private boolean stopped;
    private volatile int openCount;
    private volatile long nextSequence;

    Committer(Path directory, FileSet files, Space space, Clock clock, CommitObserver observer, Start start) {
        this.directory = directory;
        this.files = files;
        this.space = space;
        this.clock = clock;
        this.observer = observer;
        this.journal = start.active().header().journal();
        this.openKeys = start.openKeys();
        this.file = start.file();
        this.active = start.active();
        this.end = start.end();
        this.group = start.nextGroup();
        this.stopped = start.stopped();
        this.openCount = openKeys.size();
        this.nextSequence = start.nextSequence();
    }

    /// Where writing begins.
    record Start(
            OpenFile file,
            JournalFile active,
            long end,
            long nextSequence,
            long nextGroup,
            OpenKeys openKeys,
            boolean stopped) {}

    /// Everything below is durable.
    long nextSequence() {
        return nextSequence;
    }

    int openCount() {
        return openCount;
    }

    /// Bytes of the active file behind its last group.
    long left() {
        JournalFile current = files.active();
        return Math.max(0, current.length() - current.end());
    }

    /// Those whose group was being committed when it failed.
    List<Pending> members() {
        return members;
    }

    /// Answers everyone in `batch`; those that are left in it and [#members] are unanswered after a failure.
    void commit(ArrayDeque<Pending> batch) throws IOException {
        while (!batch.isEmpty()) {
            fill(batch);
            if (members.isEmpty()) {
                rollFor(batch);
            } else {
                writeGroup();
                response();
            }
        }
    }

    private void fill(ArrayDeque<Pending> batch) {
        buffer.begin(group);
        for (Pending next = batch.peek(); next != null; next = batch.peek()) {
            if (space.refusal() != null && !owed(next)) {
                batch.poll();
                next.refuse(space.full());
            } else if (fits(next)) {
                batch.poll();
                JournalRecord entry = next.entry();
                buffer.add(
                        FrameKind.of(entry.kind()),
                        entry.retention(),
                        nextSequence + members.size(),
                        entry.time(),
                        entry.key(),
                        entry.payload());
                members.add(next);
            } else {
                return;
            }
        }
    }

    /// Whether the record ends a call that was let through, so that it may use the reserve.
    private boolean owed(Pending pending) {
        return pending.entry().kind() == RecordKind.CLOSES
                && openKeys.contains(pending.entry().key());
    }

    private boolean fits(Pending pending) {
        return members.size() < Frame.MAX_GROUP_RECORDS
                && buffer.fits(pending.payload())
                && end + buffer.used() + Frame.HEADER + pending.payload() <= active.length() - TRAILER;
    }

    private void rollFor(ArrayDeque<Pending> batch) throws IOException {
        Pending first = batch.peek();
        if (first == null) {
            return;
        }
        long header = FileHeader.groupBytes(openKeys.list());
        Allocation next = space.take(header + Frame.HEADER + first.payload() + TRAILER, header, owed(first));
        if (next != null) {
            begin(next);
        } else if (owed(first)) {
            batch.poll();
            first.refuse(space.full());
        }
    }

    private void writeGroup() throws IOException {
        ByteBuffer bytes = buffer.finish();
        int size = bytes.remaining();
        file.writeFully(bytes, end);
        file.force(false); // the commit point: what is in the group is durable from here on
        active.mark(nextSequence, group, end);
        end += size;
        group++;
        stopped = false;
        active.end(end);
    }

    private void response() {
        int records = members.size();
        for (Pending member : members) {
            JournalRecord entry = member.entry();
            switch (entry.kind()) {
                case PLAIN, ROTATES -> {}
                case OPENS -> openKeys.open(entry.key(), entry.retention());
                case CLOSES -> openKeys.close(entry.key());
            }
        }
        openCount = openKeys.size();
        long first = nextSequence;
        nextSequence = first + records;
        for (int i = 0; i < records; i++) {
            members.get(i).durable(first + i);
        }
        members.clear();
        observer.committed(records, buffer.used());
    }

    /// Marks the stop as clean, unless that is what the journal ends with already.
    void stop() throws IOException {
        if (!stopped) {
            buffer.begin(group);
            buffer.note(FrameKind.STOPPED, nextSequence, clock.instant(), new byte[0]);
            writeGroup();
            stopped = true;
        }
    }

    void close() throws IOException {
        file.close();
    }

    private void begin(Allocation next) throws IOException {
        JournalFile file = header(next, directory, journal, active.firstGroup(), group, nextSequence, openKeys, clock);
        files.add(next.path(), file);
        OpenFile before = this.file;
        this.file = next.file();
        active = file;
        end = file.end();
        group++;
        before.close();
    }

    /// Writes and forces the group that begins a file; the file is not yet part of the journal.
    static JournalFile header(
            Allocation next,
            Path directory,
            UUID journal,
            long previousGroup,
            long group,
            long sequence,
            OpenKeys openKeys,
            Clock clock)
            throws IOException {
        var header = new FileHeader(journal, next.length(), previousGroup, openKeys.size());
        List<OpenKeys.Listed> open = openKeys.list();
        var bytes = new GroupBuffer((int) FileHeader.groupBytes(open));
        bytes.begin(group);
        bytes.note(FrameKind.FILE, sequence, clock.instant(), header.encode());
        for (OpenKeys.Listed keys : open) {
            bytes.add(FrameKind.OPEN_KEYS, keys.retention(), sequence, clock.instant(), Frame.NO_KEY, keys.payload());
        }
        next.file().writeFully(bytes.finish(), 0);
        next.file().force(false);
        var file = new JournalFile(directory.resolve(JournalFile.name(sequence, group)), sequence, group, header);
        file.end(bytes.used());
        return file;
    }
}
