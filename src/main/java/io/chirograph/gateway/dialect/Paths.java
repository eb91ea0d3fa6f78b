package io.chirograph.gateway.dialect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A path as a provider's router sees it: its segments, decoded, without empty ones.
public record Paths(List<String> segments) {
    private static final int MOST_DECODINGS = 8;

    public static Paths of(String rawPath) {
        int query = rawPath.indexOf('?');
        String path = query < 0 ? rawPath : rawPath.substring(0, query);
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                segments.add(decoded(segment));
            }
        }
        return new Paths(List.copyOf(segments));
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
            for (String part : decoded.split("/", -1)) {
                int parameters = part.indexOf(';');
                String bare = (parameters < 0 ? part : part.substring(0, parameters)).strip();
                if (!bare.isEmpty()) {
                    careless.add(bare);
                }
            }
        }
        return careless;
    }

    static String decoded(String segment) {
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
