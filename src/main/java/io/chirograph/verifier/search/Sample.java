package io.chirograph.verifier.search;

import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/// A draw that anyone can repeat: the calls are ordered by SHA-256 over the seed's UTF-8 bytes, one LF and
/// the call's id in its 36 lower-case characters, and the first `count` are the sample, in that order. With
/// less than `count` calls the sample is all of them.
/// @param count how many, 1 to [#MAX]
/// @param seed 1 to 256 printable ASCII characters, chosen by whoever examines and not by who is examined
public record Sample(int count, String seed) {
    public static final int MAX = 1000;

    public Sample {
        if (count < 1 || count > MAX) {
            throw new IllegalArgumentException("sample is " + count + "; it must be 1 to " + MAX);
        }
        if (!isSeed(seed)) {
            throw new IllegalArgumentException(
                    "seed is '" + seed + "'; it must be 1 to 256 printable ASCII characters");
        }
    }

    public static boolean isSeed(String text) {
        return !text.isEmpty() && text.length() <= 256 && text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }

    /// What a call is ordered by: 64 lower-case hex digits.
    public String rank(UUID call) {
        MessageDigest digest = Sha256.create();
        digest.update(seed.getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) '\n');
        return HexFormat.of().formatHex(digest.digest(call.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    List<CallRow> draw(List<CallRow> rows) {
        record Ranked(String rank, CallRow row) {}
        return rows.stream()
                .map(row -> new Ranked(rank(row.id()), row))
                .sorted(Comparator.comparing(Ranked::rank))
                .limit(count)
                .map(Ranked::row)
                .toList();
    }
}
