package io.chirograph.journal.internal;

import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Writes groups behind the active file's end and begins the next file when it is full. For one thread; what
/// others may ask is volatile. An [IOException] from here is final.
final class Committer {
    /// Room kept at the end of each file for a *recovered* and a *stopped* frame.
    static final int TRAILER = Frame.HEADER + 40 + Frame.HEADER;

    private final FileSet files;
    private final Space space;
    private final Clock clock;
    private final CommitObserver observer;
    private final GroupBuffer buffer = new GroupBuffer(Frame.MAX_GROUP_BYTES);
    private final List<Pending> members = new ArrayList<>();
    private final OpenKeys openKeys;
    private final Pins pins;
    private OpenFile file;
    private JournalFile active;
    private long end;
    private long group;
    private int records;
    private boolean stopped;
    private volatile int openCount;
    private volatile long nextSequence;

    Committer(FileSet files, Space space, Clock clock, CommitObserver observer, Start start) {
        this.files = files;
        this.space = space;
        this.clock = clock;
        this.observer = observer;
        this.openKeys = start.found().openKeys();
        this.pins = files.pins();
        this.file = start.file();
        this.active = start.active();
        this.end = start.found().end();
        this.group = start.found().nextGroup();
        this.stopped = start.found().stoppedAt() >= 0;
        this.openCount = openKeys.size();
        this.nextSequence = start.found().nextSequence();
    }

    /// Where writing begins: behind what was found in the active file.
    record Start(OpenFile file, JournalFile active, ActiveFile found) {}

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
        buffer.begin(group, active.version());
        records = 0;
        for (Pending next = batch.peek(); next != null; next = batch.peek()) {
            if (space.refusal() != null && !hasRoom(next)) {
                batch.poll();
                next.refuse(space.full());
            } else if (fits(next)) {
                batch.poll();
                if (isHeld(next)) {
                    add(next);
                }
            } else {
                return;
            }
        }
    }

    private void add(Pending pending) {
        long sequence = nextSequence + records;
        for (Pending.Ahead frame : pending.ahead()) {
            buffer.add(frame.kind(), (byte) 0, sequence, pending.time(), pending.key(), frame.payload());
        }
        JournalRecord entry = pending.entry();
        if (entry != null) {
            FrameKind kind = FrameKind.of(entry.kind());
            buffer.add(kind, entry.retention(), sequence, entry.time(), entry.key(), entry.payload());
            records++;
        }
        members.add(pending);
        pending.behind().forEach(this::add);
    }

    /// Whether what is said to be staged is; it stays from now on. Otherwise the caller is answered.
    private boolean isHeld(Pending pending) {
        Pending.Staging staging = pending.staging();
        if (staging == null && pending.content().isEmpty()) {
            return true;
        }
        Pins.Standing standing = staging == null
                ? pins.name(
                        pending.key(),
                        pending.content(),
                        nextSequence + records,
                        active.firstGroup(),
                        active.firstSequence())
                : pins.stage(pending.key(), staging.part(), staging.before(), staging.after(group), clock.instant());
        switch (standing) {
            case HELD -> {}
            case GONE -> pending.refuse(space.gone());
            case OTHERWISE ->
                pending.reject(new IllegalArgumentException(
                        "what is staged of the content of call " + pending.key() + " is not what the caller says"));
        }
        return standing == Pins.Standing.HELD;
    }

    /// Whether it belongs to a call that was let through, and is its end or content: then it may use the reserve.
    private boolean owed(Pending pending) {
        JournalRecord entry = pending.entry();
        return (entry == null || entry.kind() == RecordKind.CLOSES) && openKeys.contains(pending.key());
    }

    /// Whether it may have what room is left while calls are refused: content only as long as half the reserve stays
    /// for the ends of calls.
    private boolean hasRoom(Pending pending) {
        if (!owed(pending) || pending.ahead().isEmpty()) {
            return owed(pending);
        }
        long inFile = active.length() - TRAILER - end - buffer.used() - pending.bytes();
        return space.held() + Math.max(0, inFile) >= space.forEnds();
    }

    /// A file of an older format takes what that knows; content begins a new file.
    private boolean fits(Pending pending) {
        return buffer.frames() + pending.frames() <= Frame.MAX_GROUP_FRAMES
                && buffer.fits(pending.bytes())
                && end + buffer.used() + pending.bytes() <= active.length() - TRAILER
                && (active.version() == Frame.VERSION || pending.ahead().isEmpty());
    }

    private void rollFor(ArrayDeque<Pending> batch) throws IOException {
        Pending first = batch.peek();
        if (first == null) {
            return;
        }
        long header = FileHeader.groupBytes(openKeys.list(), pins.list());
        Allocation next = space.take(header + first.bytes() + TRAILER, header, owed(first));
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
        for (Pending member : members) {
            JournalRecord entry = member.entry();
            if (entry == null) {
                continue;
            }
            switch (entry.kind()) {
                case PLAIN, ROTATES -> {}
                case OPENS -> openKeys.open(entry.key(), entry.retention());
                case CLOSES -> {
                    openKeys.close(entry.key());
                    pins.closed(entry.key());
                }
            }
        }
        openCount = openKeys.size();
        long sequence = nextSequence;
        nextSequence = sequence + records;
        long written = group - 1;
        for (Pending member : members) {
            member.durable(member.entry() == null ? written : sequence++);
        }
        members.clear();
        observer.committed(records, buffer.used());
    }

    /// Marks the stop as clean, unless that is what the journal ends with already.
    void stop() throws IOException {
        if (!stopped) {
            buffer.begin(group, active.version());
            buffer.note(FrameKind.STOPPED, nextSequence, clock.instant(), new byte[0]);
            writeGroup();
            stopped = true;
        }
    }

    void close() throws IOException {
        file.close();
    }

    private void begin(Allocation next) throws IOException {
        JournalFile file = files.begin(next, group, nextSequence, openKeys, clock);
        OpenFile before = this.file;
        this.file = next.file();
        active = file;
        end = file.end();
        group++;
        before.close();
    }
}
