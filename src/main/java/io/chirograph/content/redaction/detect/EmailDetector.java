package io.chirograph.content.redaction.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/// Finds e-mail addresses, also where the sign in them is percent-encoded.
final class EmailDetector implements Detector {
    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 254;
    private static final Pattern DOMAIN = Pattern.compile(
            "(?:[\\pL\\pN](?:[\\pL\\pN-]{0,61}[\\pL\\pN])?\\.){1,8}(?:xn--[a-zA-Z0-9-]{1,59}|\\pL{2,63})");

    @Override
    public void find(ScannedText text, Spans spans) {
        from(text, "@", spans);
        if (text.text.indexOf('%') >= 0) {
            from(text, "%40", spans);
        }
    }

    private static void from(ScannedText text, String sign, Spans spans) {
        String chars = text.text;
        for (int at = chars.indexOf(sign); at >= 0; at = chars.indexOf(sign, at + 1)) {
            text.candidate();
            int from = local(chars, at);
            int domain = at + sign.length();
            if (from == at || domain >= chars.length() || !Character.isLetterOrDigit(chars.charAt(domain))) {
                continue;
            }
            Matcher matcher =
                    DOMAIN.matcher(chars.substring(domain, Math.min(chars.length(), domain + LONGEST_DOMAIN)));
            if (matcher.lookingAt()) {
                spans.add(from, domain + matcher.end(), "email");
            }
        }
    }

    /// Where the part before the sign begins; the sign's own place where there is none.
    private static int local(String chars, int at) {
        int from = at;
        if (at > 1 && chars.charAt(at - 1) == '"') {
            int quote = chars.lastIndexOf('"', at - 2);
            return quote >= 0 && at - quote <= LONGEST_LOCAL ? quote : at;
        }
        while (from > 0 && at - from < LONGEST_LOCAL && isLocal(chars.charAt(from - 1))) {
            from--;
        }
        while (from < at && chars.charAt(from) == '.') {
            from++;
        }
        return from;
    }

    private static boolean isLocal(char c) {
        return Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".indexOf(c) >= 0;
    }
}
