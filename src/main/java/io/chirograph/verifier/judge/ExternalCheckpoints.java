package io.chirograph.verifier.judge;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.InvalidCheckpointException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checkpoints that were kept outside the archive, sorted to their logs. One thread.
public final class ExternalCheckpoints {
    private final Map<String, byte[]> known;
    private final Set<String> used = new HashSet<>();

    public ExternalCheckpoints(Map<String, byte[]> known) {
        this.known = new HashMap<>(known);
    }

    /// Those that bear the log's name and the signature of one of its keys.
    /// @param unused given keys that have not signed the log, which is told already; what they signed is no riddle
    /// @throws InvalidCheckpointException one is no signed checkpoint
    public Map<String, byte[]> of(KeyHistory keys, List<VerifierKey> unused) throws InvalidCheckpointException {
        Map<String, byte[]> own = new HashMap<>();
        for (Map.Entry<String, byte[]> one : known.entrySet()) {
            if (isOf(keys.newest().name(), keys.keys(), one.getKey(), one.getValue())) {
                own.put(one.getKey(), one.getValue());
                used.add(one.getKey());
            } else if (isOf(keys.newest().name(), unused, one.getKey(), one.getValue())) {
                used.add(one.getKey());
            }
        }
        return own;
    }

    private static boolean isOf(String origin, List<VerifierKey> keys, String name, byte[] note)
            throws InvalidCheckpointException {
        try {
            SignedNote signed = SignedNote.parse(note);
            return Checkpoint.parse(signed.text()).origin().equals(origin)
                    && signed.signatures().stream()
                            .anyMatch(line -> keys.stream().anyMatch(key -> key.matches(line)));
        } catch (MalformedException e) {
            throw new InvalidCheckpointException(new Finding(
                    FindingKind.CHECKPOINT_MALFORMED, null, name, null, "a signed checkpoint", e.getMessage()));
        }
    }

    /// @throws InvalidCheckpointException a checkpoint is of no log that was examined
    public void requireUsed() throws InvalidCheckpointException {
        for (String name : known.keySet()) {
            if (!used.contains(name)) {
                throw new InvalidCheckpointException(
                        new Finding(FindingKind.KEY_UNKNOWN, null, name, null, "a signature by a given key", null));
            }
        }
    }
}
