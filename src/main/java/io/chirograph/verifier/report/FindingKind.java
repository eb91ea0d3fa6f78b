package io.chirograph.verifier.report;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What can be found in an archive. The code is stable; `docs/verification.md` has a line for each.
public enum FindingKind {
    LOG_MISSING(Severity.FAILURE),
    CHECKPOINT_MISSING(Severity.FAILURE),
    CHECKPOINT_MALFORMED(Severity.FAILURE),
    CHECKPOINT_MISNAMED(Severity.FAILURE),
    SIGNATURE_INVALID(Severity.FAILURE),
    KEY_UNKNOWN(Severity.FAILURE),
    RETIRED_KEY(Severity.FAILURE),
    KEY_REVOKED(Severity.FAILURE),
    KEY_UNUSED(Severity.FAILURE),
    SECOND_SIGNATURE_MISSING(Severity.FAILURE),
    ROTATION_UNENDORSED(Severity.FAILURE),
    ROTATION_INVALID(Severity.FAILURE),
    FORK(Severity.FAILURE),
    ROOT_MISMATCH(Severity.FAILURE),
    SEGMENT_MISSING(Severity.FAILURE),
    SEGMENT_MISNAMED(Severity.FAILURE),
    SEGMENT_MISPLACED(Severity.FAILURE),
    SEGMENT_DUPLICATED(Severity.FAILURE),
    SEGMENT_TRUNCATED(Severity.FAILURE),
    SEGMENT_ALTERED(Severity.FAILURE),
    SEGMENT_COUNT(Severity.FAILURE),
    EVENT_ALTERED(Severity.FAILURE),
    EVENT_REMOVED(Severity.FAILURE),
    EVENT_INSERTED(Severity.FAILURE),
    EVENT_REORDERED(Severity.FAILURE),
    EVENT_MALFORMED(Severity.FAILURE),
    EVENT_NOT_CANONICAL(Severity.FAILURE),
    EVENT_FOREIGN(Severity.FAILURE),
    TILE_MISSING(Severity.FAILURE),
    TILE_ALTERED(Severity.FAILURE),
    PAYLOAD_MISSING(Severity.FAILURE),
    PAYLOAD_DAMAGED(Severity.FAILURE),
    PAYLOAD_FOREIGN(Severity.FAILURE),
    PAYLOAD_SHADOWED(Severity.FAILURE),
    SHADOWED(Severity.FAILURE),
    RANGE_MISSING(Severity.FAILURE),
    TAIL_CUT(Severity.FAILURE),
    NOT_ALIVE(Severity.FAILURE),
    LOCK_MISSING(Severity.FAILURE),
    LOCK_MODE(Severity.FAILURE),
    LOCK_SHORT(Severity.FAILURE),
    COSIGNATURE_INVALID(Severity.FAILURE),
    COSIGNATURE_QUORUM(Severity.FAILURE),
    TIME_TOKEN_INVALID(Severity.FAILURE),
    SUCCESSION_MISMATCH(Severity.FAILURE),
    RECEIPT_MALFORMED(Severity.FAILURE),
    RECEIPT_FOREIGN(Severity.FAILURE),
    RECEIPT_UNENDORSED(Severity.FAILURE),
    RECEIPT_FORGED(Severity.FAILURE),
    RECEIPT_PROOF_INVALID(Severity.FAILURE),
    RECEIPT_BROKEN(Severity.FAILURE),
    RECEIPT_CONTRADICTED(Severity.FAILURE),
    EXPORT_MANIFEST_INVALID(Severity.FAILURE),
    EXPORT_MANIFEST_FALSE(Severity.FAILURE),
    EXPORT_DIFFERS(Severity.FAILURE),
    COVERED_INVALID(Severity.FAILURE),
    COVERED_REGRESSED(Severity.FAILURE),
    COVERED_MISSING(Severity.FAILURE),

    LOG_SUCCEEDS(Severity.NOTICE),
    KEY_EARLIER(Severity.NOTICE),
    KEY_REVOKED_COVERED(Severity.NOTICE),
    CALL_OPEN(Severity.NOTICE),
    CALL_INTERRUPTED(Severity.NOTICE),
    CALL_NOT_STARTED(Severity.NOTICE),
    ATTEMPT_MISPLACED(Severity.NOTICE),
    STOP_UNCLEAN(Severity.NOTICE),
    STOPPED(Severity.NOTICE),
    SILENCE(Severity.NOTICE),
    CLOCK_STEPPED_BACK(Severity.NOTICE),
    RECORDING_LAPSED(Severity.NOTICE),
    TIME_TOKEN_LATE(Severity.NOTICE),
    TIME_TOKEN_EARLY(Severity.NOTICE),
    WITNESS_REFUSED(Severity.NOTICE),
    EXPIRED(Severity.NOTICE),
    ERASED(Severity.NOTICE),
    PAYLOAD_UNPROVEN(Severity.NOTICE),
    OBJECT_UNPUBLISHED(Severity.NOTICE),
    OBJECT_UNEXPECTED(Severity.NOTICE),
    VERSION_IDENTICAL(Severity.NOTICE),
    COVERED_UNCHECKED(Severity.NOTICE);

    private final Severity severity;

    FindingKind(Severity severity) {
        this.severity = severity;
    }

    /// The stable name: `segment-missing`.
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }
}
