package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import java.util.Arrays;

/// The signature algorithms of C2SP signed notes that are understood here.
public enum KeyType {
    /// Ed25519 over the note's text.
    ED25519(0x01),
    /// A timestamped Ed25519 cosignature over a checkpoint (c2sp.org/tlog-cosignature, `cosignature/v1`).
    COSIGNATURE_V1(0x04),
    /// A timestamped ML-DSA-44 signature over a checkpoint (c2sp.org/tlog-cosignature, `subtree/v1`), by a log or by
    /// a witness.
    ML_DSA_44(0x06);

    private final byte code;

    KeyType(int code) {
        this.code = (byte) code;
    }

    /// Its first byte in an encoded key.
    public byte code() {
        return code;
    }

    /// Whether a log may sign its own checkpoints with such a key.
    public boolean signsLogs() {
        return this == ED25519 || this == ML_DSA_44;
    }

    /// Whether such a key makes cosignatures.
    public boolean cosigns() {
        return this == COSIGNATURE_V1 || this == ML_DSA_44;
    }

    static KeyType of(byte code) throws MalformedException {
        return Arrays.stream(values())
                .filter(type -> type.code == code)
                .findFirst()
                .orElseThrow(() -> new MalformedException("unknown key type 0x%02x".formatted(code)));
    }
}
