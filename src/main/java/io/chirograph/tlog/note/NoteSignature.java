package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// One signature line of a signed note: `— <name> <base64 of key id and signature>`.
/// @param signature what stands behind the key id
@SuppressWarnings("ArrayRecordComponent") // compared by its line
public record NoteSignature(String name, int keyId, byte[] signature) {
    private static final String DASH = "— ";

    /// @throws IllegalArgumentException not a key name, or an empty signature
    public NoteSignature {
        if (!Text.isKeyName(name) || signature.length == 0) {
            throw new IllegalArgumentException(
                    "no signature line: name " + Text.quote(name) + ", " + signature.length + " signature bytes");
        }
        signature = signature.clone();
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

    @Override
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
