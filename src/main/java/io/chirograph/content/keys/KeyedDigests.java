package io.chirograph.content.keys;

import io.chirograph.content.keys.ContentKeys.TenantKey;
import io.chirograph.event.encoding.Digest;
import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.crypto.Mac;

/// What is computed under the keys of tenants and subjects. Thread-safe.
public final class KeyedDigests {
    /// Of keyed digests.
    public static final String ALGORITHM = "hmac-sha256";

    private static final HexFormat HEX = HexFormat.of();
    private static final int SHORT_ID = 8;
    private static final int PSEUDONYM = 16;
    private static final byte[] COMMITMENT = ascii("chirograph key commitment v1\0");
    private static final byte[] NAME = ascii("chirograph pseudonym v1\0");
    private static final byte[] SEPARATOR = {0};

    private KeyedDigests() {}

    /// HMAC-SHA-256 under the tenant's key over the 32 bytes of the plain digest.
    /// @param plain of `sha256`; one that says nothing (`none`), or is keyed already, comes back as it is
    public static Digest keyed(Digest plain, TenantKey key) {
        return keyed(plain, key.id(), key.key());
    }

    /// The same under a subject's key.
    public static Digest keyed(Digest plain, SubjectKey key) {
        return keyed(plain, key.id(), key.key());
    }

    /// The same under any key, which `id` names.
    public static Digest keyed(Digest plain, String id, byte[] key) {
        return plain.alg().equals("sha256")
                ? new Digest(ALGORITHM, id, HEX.formatHex(hmac(key, HEX.parseHex(plain.value()))), plain.length())
                : plain;
    }

    /// A name that stands for `value` wherever the same key is used, and tells nothing of it without the key:
    /// `p:`, the first 8 digits of the key's id, `:`, 32 hex digits.
    public static String pseudonym(TenantKey key, String value) {
        return pseudonym(key.id(), key.key(), value);
    }

    /// The same under a subject's key.
    public static String pseudonym(SubjectKey key, String value) {
        return pseudonym(key.id(), key.key(), value);
    }

    private static String pseudonym(String id, byte[] key, String value) {
        byte[] mac = hmac(key, NAME, value.getBytes(StandardCharsets.UTF_8));
        return "p:" + id.substring(0, Math.min(SHORT_ID, id.length())) + ":" + HEX.formatHex(mac, 0, PSEUDONYM);
    }

    /// What is published of a key when it is made, so that a key that is revealed later can be checked: lower-case
    /// hex of SHA-256 over `chirograph key commitment v1`, a zero byte, the id, a zero byte, the key.
    public static String commitment(String id, byte[] key) {
        return HEX.formatHex(Sha256.of(COMMITMENT, id.getBytes(StandardCharsets.UTF_8), SEPARATOR, key));
    }

    /// HMAC-SHA-256 (RFC 2104) over the parts, one after the other.
    public static byte[] hmac(byte[] key, byte[]... parts) {
        Mac mac = Sha256.mac(key);
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
