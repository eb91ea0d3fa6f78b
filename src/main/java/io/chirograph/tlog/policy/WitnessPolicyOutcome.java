package io.chirograph.tlog.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a policy says about the cosignatures of one checkpoint.
/// @param quorumMet whether those who signed are enough
/// @param quorum the name in the policy that had to be met; `none` asks for nobody
/// @param signed who cosigned, with the earliest time that a good cosignature of theirs claims (POSIX seconds)
/// @param missing who did not; those whose cosignature is bad included
/// @param invalid who has a cosignature here, and no good one
public record WitnessPolicyOutcome(
        boolean quorumMet,
        String quorum,
        Map<WitnessPolicy.Witness, Long> signed,
        List<WitnessPolicy.Witness> missing,
        List<WitnessPolicy.Witness> invalid) {
    public WitnessPolicyOutcome {
        signed = Collections.unmodifiableMap(new LinkedHashMap<>(signed));
        missing = List.copyOf(missing);
        invalid = List.copyOf(invalid);
    }

    public String describe() {
        return "quorum " + quorum + (quorumMet ? " met" : " not met") + "; cosigned by "
                + names(List.copyOf(signed.keySet()))
                + "; missing " + names(missing)
                + (invalid.isEmpty() ? "" : "; bad cosignature of " + names(invalid));
    }

    private static String names(List<WitnessPolicy.Witness> witnesses) {
        return witnesses.isEmpty()
                ? "nobody"
                : witnesses.stream().map(WitnessPolicy.Witness::name).collect(Collectors.joining(", "));
    }
}
