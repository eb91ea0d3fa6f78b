package io.chirograph.evidence;

import io.chirograph.tlog.Checkpoint;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.SignedNote;
import io.chirograph.tlog.VerifierKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Checkpoints that were kept outside the archive, sorted to the keys of their logs.
final class Outside {
    private Outside() {}

    static Map<VerifierKey, Map<String, byte[]>> byKey(List<VerifierKey> keys, Map<String, byte[]> known)
            throws DamagedObjectException {
        Map<VerifierKey, Map<String, byte[]>> sorted = new HashMap<>();
        for (Map.Entry<String, byte[]> one : known.entrySet()) {
            VerifierKey key = keyOf(keys, one.getKey(), one.getValue());
            sorted.computeIfAbsent(key, k -> new HashMap<>()).put(one.getKey(), one.getValue());
        }
        return sorted;
    }

    private static VerifierKey keyOf(List<VerifierKey> keys, String name, byte[] note) throws DamagedObjectException {
        try {
            SignedNote signed = SignedNote.parse(note);
            String origin = Checkpoint.parse(signed.text()).origin();
            return keys.stream()
                    .filter(key -> key.name().equals(origin))
                    .filter(key -> signed.signatures().stream().anyMatch(key::matches))
                    .findFirst()
                    .orElseThrow(() -> new DamagedObjectException(new Finding(
                            FindingKind.KEY_UNKNOWN, null, name, null, "a signature by a given key", null)));
        } catch (MalformedException e) {
            throw new DamagedObjectException(new Finding(
                    FindingKind.CHECKPOINT_MALFORMED, null, name, null, "a signed checkpoint", e.getMessage()));
        }
    }
}
