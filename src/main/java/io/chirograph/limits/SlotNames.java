package io.chirograph.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Names slots by a keyed hash of limit and subject: events and files tell subjects apart by it without
/// saying who they are. Thread-safe. The names that were asked for last are remembered, so many at most.
final class SlotNames {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 16;
    private static final int REMEMBERED = 10_000;
    private static final int LONGEST_REMEMBERED = 1000;

    private final SecretKeySpec key;
    private final Cache<Subject, String> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private record Subject(String rule, List<String> words, List<String> values) {
        boolean isShort() {
            int length = 0;
            for (String value : values) {
                length += value.length();
            }
            return length <= LONGEST_REMEMBERED;
        }
    }

    SlotNames(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /// @param words what subjects are told apart by
    /// @param values of each of the words
    String of(String rule, List<String> words, List<String> values) {
        Subject subject = new Subject(rule, words, values);
        return subject.isShort() ? known.get(subject, this::hash) : hash(subject);
    }

    private String hash(Subject of) {
        SortedMap<String, String> subject = new TreeMap<>();
        for (int i = 0; i < of.words.size(); i++) {
            subject.put(of.words.get(i), of.values.get(i));
        }
        Mac mac = begin("subject", of.rule);
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
