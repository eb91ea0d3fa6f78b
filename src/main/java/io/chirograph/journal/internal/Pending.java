package io.chirograph.journal.internal;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.StagedContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One append or stage that waits for its commit. Made by the caller's thread, answered once by another.
///
/// Its frames go into one group behind each other: content, names, and last the record where there is one; then those
/// of the records that are appended together with it.
final class Pending {
    private final @Nullable JournalRecord entry;
    private final List<NamedContent> content;
    private final @Nullable Staging staging;
    private final UUID key;
    private final Instant time;
    private final List<Ahead> ahead;
    private final List<Pending> behind;
    private final int bytes;
    private final int frames;
    private final Thread caller = Thread.currentThread();
    private long place = -1;
    private @Nullable JournalFullException full;
    private @Nullable RuntimeException rejected;
    private @Nullable JournalFailedException failed;
    private volatile boolean answered;

    /// A frame that has no position.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ahead(FrameKind kind, byte[] payload) {}

    /// Content that no record names yet.
    record Staging(byte part, StagedContent before, int pieces, int length) {
        /// All of the part, where the new pieces go to `group`.
        StagedContent after(long group) {
            return new StagedContent(
                    before.pieces() == 0 ? group : before.group(), before.pieces() + pieces, before.length() + length);
        }
    }

    private Pending(
            @Nullable JournalRecord entry,
            List<NamedContent> content,
            @Nullable Staging staging,
            UUID key,
            Instant time,
            List<Ahead> ahead,
            List<Pending> behind) {
        this.entry = entry;
        this.content = content;
        this.staging = staging;
        this.key = key;
        this.time = time;
        this.ahead = ahead;
        this.behind = behind;
        int size = entry == null ? 0 : Frame.HEADER + entry.payload().length;
        for (Ahead frame : ahead) {
            size += Frame.HEADER + frame.payload.length;
        }
        int count = ahead.size() + (entry == null ? 0 : 1);
        for (Pending one : behind) {
            size += one.bytes;
            count += one.frames;
        }
        this.bytes = size;
        this.frames = count;
    }

    /// Several records that go into one group; whoever waits for the first waits for all.
    static Pending append(List<Journal.Entry> entries) {
        List<Pending> behind = entries.stream()
                .skip(1)
                .map(one -> append(one.record(), one.content(), List.of()))
                .toList();
        return append(entries.getFirst().record(), entries.getFirst().content(), behind);
    }

    static Pending append(JournalRecord entry, List<NamedContent> content) {
        return append(entry, content, List.of());
    }

    private static Pending append(JournalRecord entry, List<NamedContent> content, List<Pending> behind) {
        if (content.isEmpty()) {
            return new Pending(entry, content, null, entry.key(), entry.time(), List.of(), behind);
        }
        List<Ahead> ahead = new ArrayList<>();
        for (NamedContent one : content) {
            for (byte[] piece : ContentFrames.encode(one.part(), one.staged().pieces(), one.rest())) {
                ahead.add(new Ahead(FrameKind.CONTENT, piece));
            }
        }
        content.forEach(one -> ahead.add(new Ahead(FrameKind.NAMES, ContentFrames.encode(one))));
        return new Pending(entry, content, null, entry.key(), entry.time(), ahead, behind);
    }

    static Pending stage(UUID key, byte part, StagedContent before, byte[] bytes, Instant time) {
        List<Ahead> ahead = ContentFrames.encode(part, before.pieces(), bytes).stream()
                .map(piece -> new Ahead(FrameKind.CONTENT, piece))
                .toList();
        var staging = new Staging(part, before, ahead.size(), bytes.length);
        return new Pending(null, List.of(), staging, key, time, ahead, List.of());
    }

    /// Null where only content is staged.
    @Nullable
    JournalRecord entry() {
        return entry;
    }

    List<NamedContent> content() {
        return content;
    }

    /// Null where a record is appended.
    @Nullable
    Staging staging() {
        return staging;
    }

    UUID key() {
        return key;
    }

    Instant time() {
        return time;
    }

    /// The frames that stand before the record.
    List<Ahead> ahead() {
        return ahead;
    }

    /// What goes into the same group behind it.
    List<Pending> behind() {
        return behind;
    }

    /// All that go into its group, with those behind it.
    int frames() {
        return frames;
    }

    /// Bytes of all these frames.
    int bytes() {
        return bytes;
    }

    /// @param at the record's sequence number, or where content was staged the group that it went to
    void durable(long at) {
        place = at;
        response();
    }

    void refuse(JournalFullException why) {
        full = why;
        response();
    }

    void reject(RuntimeException why) {
        rejected = why;
        response();
    }

    void fail(JournalFailedException why) {
        failed = why;
        response();
    }

    private void response() {
        answered = true;
        LockSupport.unpark(caller);
    }

    /// Waits through interrupts, because the outcome must be known; the thread stays interrupted.
    long await() throws JournalFullException, JournalFailedException {
        boolean interrupted = false;
        while (!answered) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (full != null) {
            throw full;
        }
        if (rejected != null) {
            throw rejected;
        }
        if (failed != null) {
            throw failed;
        }
        return place;
    }
}
