package io.chirograph.verifier.bundle;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What can be wrong with a bundle. The code is stable; `docs/evidence.md` has a line for each.
public enum BundleProblem {
    BUNDLE_MALFORMED(true),
    ENTRY_MISSING(true),
    ENTRY_UNEXPECTED(true),
    DIGEST_MISMATCH(true),
    MANIFEST_MISMATCH(true),
    CHECKPOINT_MALFORMED(true),
    SIGNATURE_INVALID(true),
    EVENT_MALFORMED(true),
    EVENT_FOREIGN(true),
    CONTENT_MISMATCH(true),
    PROOF_INVALID(true),
    CONSISTENCY_INVALID(true),
    ROTATION_INVALID(true),
    POPULATION_MISMATCH(true),
    SAMPLE_MISMATCH(true),
    PERIOD_NOT_COVERED(true),
    QUORUM_NOT_MET(true),
    COSIGNATURE_INVALID(true),
    TIMESTAMP_INVALID(true),
    META_LOG_INVALID(true),
    META_LOG_MISSING(true),

    TIMESTAMP_NOT_CHECKED(false),
    COSIGNATURES_NOT_CHECKED(false),
    META_LOG_NOT_CHECKED(false),
    STORAGE_NOT_WRITE_ONCE(false),
    COVERAGE_NOT_STATED(false),
    CONTENT_NOT_HERE(false),
    CALL_OPEN(false),
    CALL_INTERRUPTED(false),
    TEXT_UNKNOWN(false);

    private final boolean failure;

    BundleProblem(boolean failure) {
        this.failure = failure;
    }

    /// The stable name: `proof-invalid`.
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether the bundle does not hold; else it is worth knowing.
    public boolean failure() {
        return failure;
    }
}
