package io.chirograph.content.redaction.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;

/// Finds what is called a password, a secret or a token where it is said, and credentials in `Authorization`.
final class SecretAssignment implements Detector {
    private static final int WINDOW = 512;
    private static final int LEAST_NAMED = 4;
    private static final List<String> WORDS = List.of(
            "password",
            "passwd",
            "passwort",
            "passphrase",
            "secret",
            "apikey",
            "api_key",
            "api-key",
            "api key",
            "token",
            "access_key",
            "accesskey",
            "x-amz-signature",
            "x-goog-signature",
            "pwd",
            "sig");
    private static final Words NAMES = new Words(
            "password",
            "passwd",
            "passwort",
            "passphrase",
            "pwd",
            "secret",
            "api key",
            "apikey",
            "access key",
            "access token",
            "auth token",
            "client secret",
            "refresh token",
            "id token",
            "authorization",
            "private key",
            "credential",
            "credentials");
    private static final Pattern VALUE =
            Pattern.compile("(?i)[a-z0-9_ -]{0,24}[\"'`]?\\s{0,4}(?:[:=]|=>|\\bis\\b)\\s{0,4}"
                    + "(?:bearer |basic )?[\"'`]?([^\\s\"'`,;<>(){}&]{6,400})");
    private static final Pattern SCHEME = Pattern.compile("(?i)(?:bearer|basic)\\s{1,4}([A-Za-z0-9._~+/=-]{12,400})");

    @Override
    public void find(ScannedText text, Spans spans) {
        String lower = text.lower();
        if (!text.name().isEmpty() && NAMES.in(text.name()) && isNamedSecret(text.text)) {
            spans.add(0, text.length(), "secret");
        }
        for (String word : WORDS) {
            for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length())) {
                text.candidate();
                if (word.length() > 3 || (text.opens(at) && text.closes(at + 3))) {
                    value(text, at + word.length(), VALUE, spans);
                }
            }
        }
        for (String scheme : List.of("bearer", "basic")) {
            for (int at = lower.indexOf(scheme); at >= 0; at = lower.indexOf(scheme, at + 1)) {
                text.candidate();
                value(text, at, SCHEME, spans);
            }
        }
    }

    private static boolean isNamedSecret(String value) {
        return value.length() >= LEAST_NAMED && value.indexOf(' ') < 0 && value.length() <= WINDOW;
    }

    private static void value(ScannedText text, int from, Pattern pattern, Spans spans) {
        String window = text.text.substring(from, Math.min(text.length(), from + WINDOW));
        Matcher matcher = pattern.matcher(window);
        if (matcher.lookingAt() && isSecret(window, matcher.start(1), matcher.end(1))) {
            int end = matcher.end(1);
            while (end > matcher.start(1) && (window.charAt(end - 1) == '.' || window.charAt(end - 1) == ')')) {
                end--;
            }
            spans.add(from + matcher.start(1), from + end, "secret");
        }
    }

    /// Words are none: a secret has digits, and letters or other signs.
    private static boolean isSecret(String window, int from, int to) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            char c = window.charAt(i);
            digits += c >= '0' && c <= '9' ? 1 : 0;
        }
        return digits > 0 && digits < to - from;
    }
}
