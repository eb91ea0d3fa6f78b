package io.chirograph.accesslog;

import io.chirograph.accesslog.format.LogRecord;
import io.chirograph.accesslog.format.LogRecords;
import io.chirograph.accesslog.format.StoreAccess;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.facts.ArchiveAccessed;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Follows one store's log and records what it says. One thread runs it; its standing is for any.
///
/// An event is durable before the record that it tells of counts as read, so that a crash repeats and
/// never loses.
final class Follower implements Pieces, AutoCloseable {
    /// Records that are read between two commits.
    static final int TOGETHER = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final String COUNTED = "counted";
    private static final String SINCE = "since";
    private static final String COMPLETE = "complete";
    private static final int ID_BYTES = 16;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Terms terms;
    private final LogSource source;
    private final Supplier<Collection<String>> keysInUse;
    private final FactSink recorder;
    private final Path file;
    private final Clock clock;
    private final Singly singly;
    private final Map<ByteBuffer, byte[]> pending = new LinkedHashMap<>();
    private final Standing standing;
    private @Nullable FollowState state;
    private Accounts accounts;
    private Set<String> ownKeys = Set.of();
    private boolean toldLoss;

    /// What is followed, and how.
    /// @param archive its name
    /// @param kind of log, as it is recorded
    /// @param window how late records may come
    /// @param poll how long between two readings
    record Terms(
            String archive,
            String kind,
            Requesters requesters,
            Duration poll,
            Duration summariseEvery,
            Duration window,
            Duration behindAfter,
            int perMinute,
            int perObject) {}

    /// @param keysInUse ids of the access keys that this program uses now
    /// @param file where the state is kept
    Follower(
            Terms terms,
            LogSource source,
            Supplier<Collection<String>> keysInUse,
            FactSink recorder,
            Path file,
            Clock clock) {
        this.terms = terms;
        this.source = source;
        this.keysInUse = keysInUse;
        this.recorder = recorder;
        this.file = file;
        this.clock = clock;
        this.singly = new Singly(terms.perMinute(), terms.perObject());
        this.accounts = Accounts.begin(clock.instant());
        this.standing = new Standing(terms.archive(), terms.kind(), terms.behindAfter(), clock);
    }

    Standing standing() {
        return standing;
    }

    /// Reads what is new, and records a summary where one is due.
    /// @return when to come again
    Duration run() {
        try {
            begin();
            if (ownKeys.isEmpty() && terms.requesters().principals().isEmpty()) {
                return SOON; // the archive was not asked yet, so that nobody knows who we are to the store
            }
            source.read(this);
            known().word(COMPLETE, clock.instant().toString());
            summarise(toldLoss);
            standing.read(accounts.followedTo());
        } catch (ArchiveUnavailableException | RecordingUnavailable | IOException | RuntimeException e) {
            standing.failed(String.valueOf(e.getMessage()), accounts.followedTo());
            forgetUncommitted();
        }
        return terms.poll();
    }

    private void begin() throws IOException {
        if (state == null) {
            state = FollowState.open(file);
            String since = state.word(SINCE);
            if (since == null) {
                state.word(SINCE, clock.instant().toString());
            }
            accounts = counted(state);
            standing.since(instant(since, clock.instant()), accounts.followedTo());
        }
        Collection<String> used = keysInUse.get();
        if (!ownKeys.containsAll(used) || ownKeys.isEmpty()) {
            ownKeys = state.own(used, clock.instant());
        }
    }

    private FollowState known() {
        if (state == null) {
            throw new IllegalStateException("the state of " + file + " is not open");
        }
        return state;
    }

    /// Whatever was counted and is not in the state is read again.
    private void forgetUncommitted() {
        pending.clear();
        FollowState open = state;
        if (open != null) {
            try {
                accounts = counted(open);
            } catch (IOException e) {
                standing.failed(String.valueOf(e.getMessage()), accounts.followedTo());
                state = null;
                closeState(open);
            }
        }
    }

    private Accounts counted(FollowState from) throws IOException {
        String written = from.word(COUNTED);
        try {
            return written == null ? Accounts.begin(clock.instant()) : Accounts.read(written);
        } catch (IllegalArgumentException e) {
            Accounts anew = Accounts.begin(clock.instant());
            anew.found("what was counted before could not be read back: " + e.getMessage(), false);
            return anew;
        }
    }

    private static Instant instant(@Nullable String text, Instant otherwise) {
        try {
            return text == null ? otherwise : Instant.parse(text);
        } catch (DateTimeException e) {
            return otherwise; // not what was written there; the later, the sooner it counts as behind
        }
    }

    @Override
    public @Nullable Piece known(String name) throws IOException {
        return known().piece(name);
    }

    @Override
    public @Nullable Instant complete() throws IOException {
        String complete = known().word(COMPLETE);
        return complete == null ? null : instant(complete, clock.instant());
    }

    @Override
    public Piece follow(Piece from, LogRecords records) throws IOException, RecordingUnavailable {
        Piece piece = from;
        try {
            int since = 0;
            for (LogRecord record = records.next(); record != null; record = records.next()) {
                take(record);
                piece = piece.at(record.next());
                since++;
                if (since >= TOGETHER) {
                    commit(piece);
                    summarise(false);
                    since = 0;
                }
            }
        } catch (IOException | RecordingUnavailable | RuntimeException e) {
            commit(piece);
            throw e;
        }
        return piece;
    }

    private void take(LogRecord record) throws IOException, RecordingUnavailable {
        if (record.bad() != null) {
            accounts.bad();
            standing.bad(record.bad());
        }
        for (StoreAccess access : record.accesses()) {
            if (terms.requesters().isSameBucket(access)) {
                take(access);
            }
        }
    }

    private void take(StoreAccess access) throws IOException, RecordingUnavailable {
        byte[] id = Arrays.copyOf(Sha256.of(access.id()), ID_BYTES);
        ByteBuffer key = ByteBuffer.wrap(id);
        if (pending.containsKey(key) || known().isKnown(id)) {
            accounts.duplicate();
            return;
        }
        accounts.seen(access.at(), clock.instant());
        if (terms.requesters().isAbout(access)) {
            boolean isOwn = terms.requesters().isOwn(access, ownKeys);
            boolean isTold = (!isOwn || terms.requesters().isUnlikeUs(access)) && singly.takes(access);
            if (isTold) {
                recorder.record(new ArchiveAccessed(
                        terms.archive(), terms.kind(), fact(access, isOwn), null)); // durable from here
            }
            accounts.count(access, isOwn, isTold);
            standing.counted(isOwn, access.action().isChange());
        } else {
            accounts.elsewhere();
        }
        pending.put(key, id);
    }

    private static ArchiveAccessed.Access fact(StoreAccess access, boolean isOwn) {
        return new ArchiveAccessed.Access(
                isOwn,
                access.at(),
                access.principal(),
                access.keyId(),
                access.peer(),
                access.action().word(),
                access.operation(),
                access.key(),
                access.versionId(),
                access.status(),
                access.error(),
                access.bytes(),
                access.requestId(),
                access.userAgent());
    }

    @Override
    public void remember(Piece piece) throws IOException {
        if (!pending.isEmpty() || !piece.equals(known().piece(piece.name()))) {
            commit(piece);
        }
    }

    private void commit(Piece piece) throws IOException {
        known().commit(piece, pending.values(), accounts.written(), clock.instant());
        pending.clear();
    }

    @Override
    public void found(String finding, boolean isLoss) {
        LOG.atLevel(isLoss ? Level.ERROR : Level.WARN)
                .log("the access log of archive {}: {}", terms.archive(), finding);
        accounts.found(finding, isLoss);
        standing.found(finding, isLoss);
        toldLoss |= isLoss;
    }

    /// Records what was counted, where that is due.
    /// @param now whether it is due before its time
    private void summarise(boolean now) throws IOException, RecordingUnavailable {
        Instant time = clock.instant();
        if (!now && time.isBefore(accounts.from().plus(terms.summariseEvery()))) {
            return;
        }
        recorder.record(new ArchiveAccessed(terms.archive(), terms.kind(), null, accounts.summary(time)));
        accounts.next(time);
        known().word(COUNTED, accounts.written());
        toldLoss = false;
        Instant complete = complete();
        if (complete != null) {
            Instant late = complete.minus(terms.window());
            known().forget(late, late.minus(Duration.ofDays(2)));
        }
        Set<String> used = new HashSet<>(keysInUse.get());
        ownKeys = known().own(used, time);
    }

    @Override
    public void close() {
        source.close();
        FollowState open = state;
        state = null;
        if (open != null) {
            closeState(open);
        }
    }

    private void closeState(FollowState open) {
        try {
            open.close();
        } catch (IOException e) {
            LOG.warn("{} could not be closed: {}", file, e.getMessage());
        }
    }
}
