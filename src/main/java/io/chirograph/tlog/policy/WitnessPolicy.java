package io.chirograph.tlog.policy;

import io.chirograph.tlog.note.Cosignature;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which logs are believed, which witnesses are known, and how many of them it takes (c2sp.org/tlog-policy).
///
/// Immutable. Who reads a policy trusts it; nothing in an archive ever is one.
/// @param groups each after the members that it names
/// @param quorum the name of the group or witness that must have witnessed; `none` when nobody must
public record WitnessPolicy(List<Log> logs, List<Witness> witnesses, List<Group> groups, String quorum) {
    /// The largest policy file that is read, in bytes.
    public static final int MAX_SIZE = 1 << 20;

    /// How many logs, how many witnesses and how many groups a policy may have.
    public static final int MAX_LINES = 1024;

    static final String NONE = "none";

    public WitnessPolicy {
        logs = List.copyOf(logs);
        witnesses = List.copyOf(witnesses);
        groups = List.copyOf(groups);
    }

    /// A log that is believed.
    /// @param key its name is the log's origin
    public record Log(VerifierKey key, @Nullable String url) {}

    /// A witness.
    /// @param name what the policy calls it; no other meaning
    /// @param url where it takes checkpoints, when the policy says so
    public record Witness(
            String name, VerifierKey key, @Nullable String url) {}

    /// A group has witnessed what at least `threshold` of its members have.
    /// @param members names of witnesses and of groups
    public record Group(String name, int threshold, List<String> members) {
        public Group {
            members = List.copyOf(members);
        }
    }

    /// Who of the witnesses cosigned `checkpoint`, and whether that is the quorum. Whether the log itself signed
    /// it is another question.
    ///
    /// Each signature line counts by itself: a bad one takes nothing from a good one of the same witness.
    /// @param apart cosignatures that are kept apart from the note; those in the note count too
    public WitnessPolicyOutcome witnessed(SignedNote checkpoint, Collection<NoteSignature> apart) {
        List<NoteSignature> lines = new ArrayList<>(checkpoint.signatures());
        lines.addAll(apart);
        Map<Witness, Long> signed = new LinkedHashMap<>();
        List<Witness> invalid = new ArrayList<>();
        for (Witness witness : witnesses) {
            boolean bad = false;
            for (NoteSignature line : lines) {
                if (!witness.key().matches(line)) {
                    continue;
                }
                try {
                    signed.merge(witness, Cosignature.verify(checkpoint, line, witness.key()), Math::min);
                } catch (InvalidSignatureException e) {
                    bad = true;
                }
            }
            if (bad && !signed.containsKey(witness)) {
                invalid.add(witness);
            }
        }
        List<Witness> missing = witnesses.stream()
                .filter(witness -> !signed.containsKey(witness))
                .toList();
        return new WitnessPolicyOutcome(isQuorum(signed.keySet()), quorum, signed, missing, invalid);
    }

    /// Whether these witnesses are enough.
    public boolean isQuorum(Collection<Witness> signed) {
        Map<String, Boolean> met = new HashMap<>();
        met.put(NONE, true);
        witnesses.forEach(witness -> met.put(witness.name(), signed.contains(witness)));
        for (Group group : groups) {
            long members = group.members().stream().filter(met::get).count();
            met.put(group.name(), members >= group.threshold());
        }
        return met.getOrDefault(quorum, false);
    }
}
