package io.chirograph.gateway.dialect;

import io.chirograph.policy.model.Matching;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A path as a provider's router sees it: its segments, decoded, without empty ones.
public record Paths(List<String> segments) {
    private static final int MOST_DECODINGS = 8;

    public static Paths of(String rawPath) {
        int query = rawPath.indexOf('?');
        String path = query < 0 ? rawPath : rawPath.substring(0, query);
        return new Paths(Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .map(Paths::decoded)
                .toList());
    }

    /// The segments as a router has them that decodes more than once, takes an encoded slash for one, and
    /// drops path parameters.
    public List<String> careless() {
        List<String> careless = new ArrayList<>();
        for (String segment : segments) {
            String decoded = segment;
            for (int i = 0; i < MOST_DECODINGS && decoded.indexOf('%') >= 0; i++) {
                decoded = decoded(decoded);
            }
            careless.addAll(Matching.parts(decoded));
        }
        return careless;
    }

    /// Decoded once; what is not percent-encoding stays as it is.
    public static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        byte[] bytes = segment.getBytes(StandardCharsets.UTF_8);
        int to = 0;
        for (int from = 0; from < bytes.length; from++) {
            int high = from + 2 < bytes.length ? Character.digit(bytes[from + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[from + 2], 16);
            if (bytes[from] == '%' && low >= 0) {
                bytes[to++] = (byte) (high << 4 | low);
                from += 2;
            } else {
                bytes[to++] = bytes[from];
            }
        }
        return new String(bytes, 0, to, StandardCharsets.UTF_8);
    }
}
