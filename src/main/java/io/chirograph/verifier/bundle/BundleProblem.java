package io.chirograph.verifier.bundle;

import java.util.Locale;

/// What can be wrong with a bundle. The code is stable; `docs/evidence.md` has a line for each.
public enum BundleProblem {
    BUNDLE_MALFORMED(true, "the file is no bundle, or damaged"),
    ENTRY_MISSING(true, "an entry that must be there is not"),
    ENTRY_UNEXPECTED(true, "an entry that belongs to nothing in the bundle"),
    DIGEST_MISMATCH(true, "an entry is not the one that SHA256SUMS lists"),
    MANIFEST_MISMATCH(true, "the manifest does not say what the entries say"),
    CHECKPOINT_MALFORMED(true, "a checkpoint is no signed note of a tree head of that log and size"),
    SIGNATURE_INVALID(true, "a checkpoint is not signed by the log's key"),
    EVENT_MALFORMED(true, "an entry is no event in canonical form"),
    EVENT_FOREIGN(true, "an event names another log as its source, or is about another call"),
    PROOF_INVALID(true, "an event does not lead to the signed root"),
    CONSISTENCY_INVALID(true, "two checkpoints are not shown to be of one history"),
    ROTATION_INVALID(true, "a change of the log's key is not vouched for by the old key"),
    POPULATION_MISMATCH(true, "the population is not what the events and the manifest say"),
    SAMPLE_MISMATCH(true, "the sample is not the one that the seed draws"),
    PERIOD_NOT_COVERED(true, "the logs do not cover the period that the population is of"),
    QUORUM_NOT_MET(true, "the policy asks for more witnesses than cosigned"),
    COSIGNATURE_INVALID(true, "a witness of the policy is named and did not sign"),
    TIMESTAMP_INVALID(true, "the time stamp proves nothing about the checkpoint"),

    TIMESTAMP_NOT_CHECKED(false, "a time stamp is here, and no certificate to trust was given"),
    COSIGNATURES_NOT_CHECKED(false, "cosignatures are here, and no policy was given"),
    STORAGE_NOT_WRITE_ONCE(false, "the store is said not to be write-once"),
    COVERAGE_NOT_STATED(false, "what of the period the logs cover is not stated"),
    CALL_OPEN(false, "a call has no outcome up to the checkpoint"),
    CALL_INTERRUPTED(false, "a call was interrupted"),
    TEXT_UNKNOWN(false, "VERIFY.md is not the text that this version writes: read it before running anything of it");

    private final boolean failure;
    private final String meaning;

    BundleProblem(boolean failure, String meaning) {
        this.failure = failure;
        this.meaning = meaning;
    }

    /// The stable name: `proof-invalid`.
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether the bundle does not hold; else it is worth knowing.
    public boolean failure() {
        return failure;
    }

    public String meaning() {
        return meaning;
    }
}
