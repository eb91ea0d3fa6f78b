package io.chirograph.limits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Names slots by a keyed hash of limit and subject: events and files tell subjects apart by it without
/// saying who they are. Thread-safe.
final class SlotNames {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 16;

    private final SecretKeySpec key;

    SlotNames(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    String of(String rule, SortedMap<String, String> subject) {
        Mac mac = begin("subject", rule);
        subject.forEach((name, value) -> {
            update(mac, name);
            update(mac, value);
        });
        return end(mac);
    }

    /// Of all subjects that are not told apart.
    String shared(String rule) {
        return end(begin("shared", rule));
    }

    private Mac begin(String kind, String rule) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            update(mac, kind);
            update(mac, rule);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static void update(Mac mac, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        mac.update(bytes);
    }

    private static String end(Mac mac) {
        return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(), BYTES));
    }
}
