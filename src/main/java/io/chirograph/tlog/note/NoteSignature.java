package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// One signature line of a signed note: `— <name> <base64 of key id and signature>`.
public final class NoteSignature {
    private static final String DASH = "— ";

    private final String name;
    private final int keyId;
    private final byte[] signature;

    /// A signature by its parts.
    /// @throws IllegalArgumentException not a key name, or an empty signature
    public NoteSignature(String name, int keyId, byte[] signature) {
        if (!Text.isKeyName(name) || signature.length == 0) {
            throw new IllegalArgumentException(
                    "no signature line: name " + Text.quote(name) + ", " + signature.length + " signature bytes");
        }
        this.name = name;
        this.keyId = keyId;
        this.signature = signature.clone();
    }

    /// Parses one line without its LF.
    public static NoteSignature parse(String line) throws MalformedException {
        int space = line.indexOf(' ', DASH.length());
        if (!line.startsWith(DASH) || space < 0) {
            throw new MalformedException("not a signature line: " + Text.quote(line));
        }
        String name = line.substring(DASH.length(), space);
        byte[] bytes = Text.base64(line.substring(space + 1));
        if (!Text.isKeyName(name) || bytes.length <= Integer.BYTES) {
            throw new MalformedException("not a signature line: " + Text.quote(line));
        }
        return new NoteSignature(
                name, ByteBuffer.wrap(bytes).getInt(), Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length));
    }

    /// The line without its LF.
    public String line() {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES + signature.length)
                .putInt(keyId)
                .put(signature)
                .array();
        return DASH + name + " " + Text.base64(bytes);
    }

    public String name() {
        return name;
    }

    public int keyId() {
        return keyId;
    }

    /// What stands behind the key id.
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteSignature that && line().equals(that.line());
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return line();
    }
}
