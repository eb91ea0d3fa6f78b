package io.chirograph.tlog.note;

import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// A public key of a signed note (a C2SP *vkey*): `<name>+<id, 8 hex digits>+<base64 of type and key>`.
///
/// Two keys are equal when name, type and key are.
public final class VerifierKey {
    private final String name;
    private final KeyType type;
    private final byte[] key;
    private final int id;

    private VerifierKey(String name, KeyType type, byte[] key) {
        this.name = name;
        this.type = type;
        this.key = key;
        this.id = id(name, type.code(), key);
    }

    /// A key by its parts.
    /// @throws MalformedException the name is none, or the key has not its type's length, or is of low order
    public static VerifierKey of(String name, KeyType type, byte[] key) throws MalformedException {
        if (!Text.isKeyName(name)) {
            throw new MalformedException("not a key name: " + Text.quote(name));
        }
        boolean usable = switch (type) {
            case ED25519, COSIGNATURE_V1 -> Ed25519.isUsable(key);
            case ML_DSA_44 -> key.length == MlDsa44.KEY_SIZE;
        };
        if (!usable) {
            throw new MalformedException("key " + Text.quote(name) + " is no usable public key of type " + type);
        }
        return new VerifierKey(name, type, key.clone());
    }

    /// Parses a vkey; its id must be the right one.
    public static VerifierKey parse(String vkey) throws MalformedException {
        String[] parts = vkey.split("\\+", 3);
        if (parts.length != 3) {
            throw new MalformedException("a verifier key is name+id+key: " + Text.quote(vkey));
        }
        byte[] encoded = Text.base64(parts[2]);
        if (encoded.length == 0) {
            throw new MalformedException("verifier key without a key: " + Text.quote(vkey));
        }
        VerifierKey key = of(parts[0], KeyType.of(encoded[0]), Arrays.copyOfRange(encoded, 1, encoded.length));
        if (!key.idHex().equals(parts[1])) {
            throw new MalformedException(
                    "verifier key id is " + Text.quote(parts[1]) + " but its key's is " + key.idHex());
        }
        return key;
    }

    /// The vkey; also for people, since a public key is no secret.
    public String encode() {
        byte[] encoded = new byte[key.length + 1];
        encoded[0] = type.code();
        System.arraycopy(key, 0, encoded, 1, key.length);
        return name + "+" + idHex() + "+" + Text.base64(encoded);
    }

    public String name() {
        return name;
    }

    public KeyType type() {
        return type;
    }

    public byte[] key() {
        return key.clone();
    }

    /// The first four bytes of SHA-256(name ‖ LF ‖ type ‖ key), as a big-endian number.
    public int id() {
        return id;
    }

    public String idHex() {
        return HexFormat.of().toHexDigits(id);
    }

    /// The id of the log whose first key this is: the last part of its origin, `-` and the key's id.
    public String logId() {
        return name.substring(name.lastIndexOf('/') + 1) + "-" + idHex();
    }

    /// Whether `signature` names this key. A name and id that match prove nothing by themselves.
    public boolean matches(NoteSignature signature) {
        return signature.keyId() == id && signature.name().equals(name);
    }

    /// Whether `signature` (what stands behind the key id) is good for a note's `text` under this key.
    public boolean verify(byte[] text, byte[] signature) {
        return switch (type) {
            case ED25519 -> Ed25519.verify(key, text, signature);
            case COSIGNATURE_V1 -> TimestampedSignature.verify(key, text, signature);
            case ML_DSA_44 -> MlDsa44.verify(name, key, text, signature);
        };
    }

    /// A key's id by the rule of the signed-note specification.
    static int id(String name, byte type, byte[] key) {
        MessageDigest digest = Sha256.create();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(type);
        digest.update(key);
        return ByteBuffer.wrap(digest.digest()).getInt();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey that
                && name.equals(that.name)
                && type == that.type
                && Arrays.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return encode();
    }
}
