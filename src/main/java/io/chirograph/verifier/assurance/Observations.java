package io.chirograph.verifier.assurance;

import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyOutcome;
import io.chirograph.verifier.timestamp.TimeStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What one verification of one log saw, beside the log's own signatures.
///
/// Whoever tells it something has verified it: a token under certificates that were given, cosignatures under a policy
/// that was given, each over a checkpoint that the log's key signed and that agrees with the tree. Not safe for several
/// threads.
public final class Observations {
    private static final String NOBODY = "none";

    private final boolean stampsAsked;
    private final boolean witnessesAsked;
    private long stamped;
    private long witnessed;
    private long extended;
    private String stamp = "";
    private String witnesses = "";
    private String noLocks = "";
    private @Nullable LockTally locks;
    private boolean whole;

    /// @param stampsAsked whether certificates were given to judge time stamps by
    /// @param witnessesAsked whether a policy was given
    public Observations(boolean stampsAsked, boolean witnessesAsked) {
        this.stampsAsked = stampsAsked;
        this.witnessesAsked = witnessesAsked;
    }

    /// A token over the checkpoint of this size holds.
    public void stamped(long size, TimeStamp token) {
        if (size > stamped) {
            stamped = size;
            stamp = "what the checkpoint of size " + size + " covers existed at " + token.genTime() + ", says "
                    + token.authority() + ", whose certificates were given";
        }
    }

    /// What the policy says of the checkpoint of this size. A policy that asks for nobody says nothing.
    public void witnessed(long size, WitnessPolicyOutcome outcome) {
        boolean somebody = !outcome.signed().isEmpty() && !outcome.quorum().equals(NOBODY);
        if (outcome.quorumMet() && somebody && size > witnessed) {
            witnessed = size;
            witnesses = "the checkpoint of size " + size + " was cosigned by "
                    + outcome.signed().keySet().stream()
                            .map(WitnessPolicy.Witness::name)
                            .collect(Collectors.joining(", "))
                    + ", the quorum " + outcome.quorum() + " of the policy that was given";
        }
    }

    /// The log extends a checkpoint of this size that was kept elsewhere.
    public void extended(long size) {
        extended = Math.max(extended, size);
    }

    /// The whole log was read, with its locks as far as they were asked for.
    public void read(boolean everything, LockTally read) {
        whole = everything;
        locks = read;
    }

    /// Why no lock can be read back, where it cannot.
    public void withoutLocks(String why) {
        noLocks = why;
    }

    /// What may be claimed of all events below `size`.
    public Assurance assurance(long size) {
        AssuranceLevel level = level(size);
        return new Assurance(level, size, statement(level), seen(), lacks(size));
    }

    private AssuranceLevel level(long size) {
        if (size > 0 && witnessed >= size) {
            return extended > 0 && isLocked() && whole
                    ? AssuranceLevel.WITNESSED_MONITORED_LOCKED
                    : AssuranceLevel.WITNESSED;
        }
        return size > 0 && stamped >= size ? AssuranceLevel.TIME_STAMPED : AssuranceLevel.SELF_ATTESTED;
    }

    private boolean isLocked() {
        LockTally read = locks;
        return read != null && read.read() > 0 && read.held() == read.read();
    }

    private static String statement(AssuranceLevel level) {
        return switch (level) {
            case SELF_ATTESTED ->
                "whoever holds the log's key could have rewritten these events before you first saw them";
            case TIME_STAMPED ->
                "an authority saw their root at the time it states; whoever holds the log's key could have written"
                        + " them in any way before that, and could have shown others another history";
            case WITNESSED ->
                "witnesses, each of which promises to cosign one history only, cosigned this one; whether they keep that"
                        + " promise and are independent of the log's operator is for whoever made the policy to know";
            case WITNESSED_MONITORED_LOCKED ->
                "witnesses, each of which promises to cosign one history only, cosigned this one; it was read whole and"
                        + " extends a checkpoint that was kept elsewhere; and the store said of each object that was"
                        + " read that it is locked";
        };
    }

    private List<Assurance.Seen> seen() {
        List<Assurance.Seen> seen = new ArrayList<>();
        if (stamped > 0) {
            seen.add(new Assurance.Seen(AssuranceLevel.TIME_STAMPED, stamped, stamp));
        }
        if (witnessed > 0) {
            seen.add(new Assurance.Seen(AssuranceLevel.WITNESSED, witnessed, witnesses));
        }
        return seen;
    }

    private List<String> lacks(long size) {
        List<String> lacks = new ArrayList<>();
        if (stamped < size || stamped == 0) {
            lacks.add(missing("no time stamp", stamped, stampsAsked, "no certificates of an authority were given"));
        }
        if (witnessed < size || witnessed == 0) {
            lacks.add(missing("no quorum of witnesses", witnessed, witnessesAsked, "no policy was given"));
        }
        if (extended == 0) {
            lacks.add("not monitored: no checkpoint that was kept elsewhere was held against it");
        }
        if (!isLocked()) {
            lacks.add(unlocked());
        }
        if (!whole && noLocks.isEmpty()) {
            lacks.add("only a part of the log was read");
        }
        lacks.add("nothing is claimed of what came later, nor of what never passed the gateway");
        return lacks;
    }

    private static String missing(String what, long reached, boolean asked, String unasked) {
        if (!asked) {
            return what + ": " + unasked + ", so none counts";
        }
        return reached == 0
                ? what + " over any checkpoint of this log holds"
                : what + " covers events from position " + reached + " on";
    }

    private String unlocked() {
        LockTally read = locks;
        if (read == null || read.read() == 0) {
            return "store not locked, as far as is known: " + (noLocks.isEmpty() ? "no lock was read back" : noLocks);
        }
        return "store not locked: of " + read.read() + " object versions whose lock was read back "
                + (read.read() - read.held()) + " have none of mode COMPLIANCE that still runs";
    }
}
