package io.chirograph.verifier.report;

import java.util.Locale;

/// What can be found in an archive. The code is stable; `docs/verification.md` has a line for each.
public enum FindingKind {
    LOG_MISSING(Severity.FAILURE, "a key was given and its log is not there"),
    CHECKPOINT_MISSING(Severity.FAILURE, "a log without a checkpoint, or without one that was known from outside"),
    CHECKPOINT_MALFORMED(Severity.FAILURE, "a checkpoint that is no signed note of a tree head"),
    CHECKPOINT_MISNAMED(Severity.FAILURE, "a checkpoint under the name of another size or log"),
    SIGNATURE_INVALID(Severity.FAILURE, "a bad signature in the name of the log's key"),
    KEY_UNKNOWN(Severity.FAILURE, "a checkpoint without a signature of the log's key"),
    RETIRED_KEY(Severity.FAILURE, "a checkpoint that only a key signed whose time was over"),
    KEY_REVOKED(Severity.FAILURE, "a checkpoint that only a revoked key signed and no later key covers"),
    KEY_UNUSED(Severity.FAILURE, "a key was given that has not signed the log"),
    SECOND_SIGNATURE_MISSING(Severity.FAILURE, "a checkpoint without the second signature that earlier ones bear"),
    ROTATION_UNENDORSED(Severity.FAILURE, "a key took over without a checkpoint that both keys signed"),
    ROTATION_INVALID(Severity.FAILURE, "a sealed event names no key that could take over there"),
    FORK(Severity.FAILURE, "two signed checkpoints that cannot both be true"),
    ROOT_MISMATCH(Severity.FAILURE, "the archived events do not give the signed root"),
    SEGMENT_MISSING(Severity.FAILURE, "positions that no segment holds"),
    SEGMENT_MISNAMED(Severity.FAILURE, "an object among the segments whose name is none"),
    SEGMENT_MISPLACED(Severity.FAILURE, "a segment that stands out of order or under the wrong date"),
    SEGMENT_DUPLICATED(Severity.FAILURE, "positions that two segments hold"),
    SEGMENT_TRUNCATED(Severity.FAILURE, "a segment that ends too early"),
    SEGMENT_ALTERED(Severity.FAILURE, "a segment whose bytes are not one whole compressed frame"),
    SEGMENT_COUNT(Severity.FAILURE, "a segment that holds another number of events than its name says"),
    EVENT_ALTERED(Severity.FAILURE, "an event that is not the one that was sealed"),
    EVENT_REMOVED(Severity.FAILURE, "a sealed event is gone and others have moved up"),
    EVENT_INSERTED(Severity.FAILURE, "an event that was never sealed stands before sealed ones"),
    EVENT_REORDERED(Severity.FAILURE, "sealed events stand in another order"),
    EVENT_MALFORMED(Severity.FAILURE, "an entry that is no event"),
    EVENT_NOT_CANONICAL(Severity.FAILURE, "an event that is not in its one canonical form"),
    EVENT_FOREIGN(Severity.FAILURE, "an event that names another log as its source"),
    TILE_MISSING(Severity.FAILURE, "a full tile that the tree has and the archive has not"),
    TILE_ALTERED(Severity.FAILURE, "a tile that does not hold the tree's hashes"),
    SHADOWED(Severity.FAILURE, "a second version with other bytes, or a delete marker"),
    RANGE_MISSING(Severity.FAILURE, "the log ends within the range of positions that was asked for"),
    TAIL_CUT(Severity.FAILURE, "the log ends before a checkpoint that was known from outside"),
    NOT_ALIVE(Severity.FAILURE, "the last event is older than was demanded"),
    LOCK_MISSING(Severity.FAILURE, "an object that the store has not locked"),
    LOCK_MODE(Severity.FAILURE, "an object whose lock is weaker than was demanded"),
    LOCK_SHORT(Severity.FAILURE, "an object whose lock ends sooner than was demanded"),
    COSIGNATURE_INVALID(Severity.FAILURE, "a witness's line that does not hold"),
    COSIGNATURE_QUORUM(Severity.FAILURE, "too few witnesses cosigned the newest checkpoint"),
    TIME_TOKEN_INVALID(Severity.FAILURE, "a time stamp that does not hold for its checkpoint"),
    SUCCESSION_MISMATCH(Severity.FAILURE, "a log names as the end of the one before it what that one did not sign"),

    LOG_SUCCEEDS(Severity.NOTICE, "the log goes on where another one ended"),
    KEY_EARLIER(Severity.NOTICE, "checkpoints by keys before the given one, which a later checkpoint covers"),
    KEY_REVOKED_COVERED(Severity.NOTICE, "a checkpoint by a revoked key that a later key's checkpoint covers"),
    CALL_OPEN(Severity.NOTICE, "a call that started and has no outcome"),
    CALL_INTERRUPTED(Severity.NOTICE, "a call that a crash or a stop interrupted"),
    CALL_NOT_STARTED(Severity.NOTICE, "an outcome of a call whose start is not in this log"),
    STOP_UNCLEAN(Severity.NOTICE, "the log was not stopped before it was started again"),
    STOPPED(Severity.NOTICE, "nothing was recorded between a stop and the next start"),
    SILENCE(Severity.NOTICE, "no event for longer than the heartbeat allows"),
    CLOCK_STEPPED_BACK(Severity.NOTICE, "the clock of the gateway went back"),
    RECORDING_LAPSED(Severity.NOTICE, "calls were refused that could not be recorded one by one"),
    TIME_TOKEN_LATE(Severity.NOTICE, "a time stamp that was made long after what the events claim"),
    TIME_TOKEN_EARLY(Severity.NOTICE, "events that claim to be later than the time stamp over them"),
    WITNESS_REFUSED(Severity.NOTICE, "a witness refused a checkpoint of this log; its answer is kept"),
    EXPIRED(Severity.NOTICE, "a segment whose retention has run out is gone; the tiles stand in for it"),
    OBJECT_UNPUBLISHED(Severity.NOTICE, "an object beyond the last checkpoint"),
    OBJECT_UNEXPECTED(Severity.NOTICE, "an object that is no part of a log"),
    VERSION_IDENTICAL(Severity.NOTICE, "a second version with the same bytes");

    private final Severity severity;
    private final String meaning;

    FindingKind(Severity severity, String meaning) {
        this.severity = severity;
        this.meaning = meaning;
    }

    /// The stable name: `segment-missing`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    /// What it means, in a few words.
    public String meaning() {
        return meaning;
    }
}
