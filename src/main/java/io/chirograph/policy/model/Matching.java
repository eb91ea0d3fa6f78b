package io.chirograph.policy.model;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Compares an operator's pattern, in which `*` stands for any text, with what a call holds: widely where it
/// restricts, letter by letter where it permits.
public final class Matching {
    private static final int MOST_DECODINGS = 8;
    private static final String MODELS = "models/";

    /// What is not seen: control characters, and those that only direct how others are shown.
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}]");

    private Matching() {}

    /// Whether a text is meant as it stands: what is allowed, asked for or met.
    public static boolean permits(String pattern, String text) {
        return glob(pattern, text);
    }

    /// Whether any reader could take the text for what the pattern means. Ignores case, other Unicode forms,
    /// surrounding space, percent-encoding and Google's `models/` before a name.
    public static boolean restricts(String pattern, String text) {
        for (String written : readings(pattern)) {
            for (String read : readings(text)) {
                if (glob(written, read)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<String> readings(String text) {
        String folded = folded(text);
        int models = folded.lastIndexOf(MODELS);
        return models < 0 ? List.of(folded) : List.of(folded, folded.substring(models + MODELS.length()));
    }

    /// The same for all texts that a careless reader takes for one another.
    public static String folded(String text) {
        if (isPlain(text)) {
            return text.strip().toLowerCase(Locale.ROOT);
        }
        String seen = UNSEEN.matcher(Normalizer.normalize(decoded(text), Normalizer.Form.NFKC))
                .replaceAll("");
        return seen.strip().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /// The parts of a decoded segment, as whoever takes an encoded slash for one and drops path parameters has them.
    public static List<String> parts(String segment) {
        return Arrays.stream(segment.split("/", -1))
                .map(part -> part.split(";", 2)[0].strip())
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '%');
    }

    /// Without percent-encoding, however often it was applied.
    private static String decoded(String text) {
        String decoded = text;
        try {
            for (int i = 0; i < MOST_DECODINGS && decoded.indexOf('%') >= 0; i++) {
                decoded = URLDecoder.decode(decoded.replace("+", "%2B"), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException notEncoded) {
            return decoded;
        }
        return decoded;
    }

    private static boolean glob(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
