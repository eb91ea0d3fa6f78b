package io.chirograph.verifier.scan;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.KeyType;
import io.chirograph.tlog.note.VerifierKey;
import java.util.Arrays;
import java.util.List;

/// The keys under which one log is judged.
/// @param history the log's keys, as the archive tells them from a given one on
/// @param vouched whether they are; if not, only its name is known, and no signature is judged
/// @param unused given keys of its name that have not signed it
/// @param also given keys of its name that must have signed along with the others
public record LogKeys(KeyHistory history, boolean vouched, List<VerifierKey> unused, List<VerifierKey> also) {
    /// Of a log whose key nobody gave.
    public static LogKeys nobody(String origin) throws MalformedException {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0x42);
        KeyHistory history = KeyHistory.of(VerifierKey.of(origin, KeyType.ED25519, key));
        return new LogKeys(history, false, List.of(), List.of());
    }

    /// The log's name.
    public String origin() {
        return history.newest().name();
    }
}
