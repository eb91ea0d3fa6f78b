package io.chirograph.accesslog.format;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names and query strings as requests carry them.
final class Percent {
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private Percent() {}

    /// Undoes the percent encoding of a name that was encoded up to so often. No name of ours holds a `%`,
    /// so that undoing it once too often changes none of them.
    static String decoded(String name, int times) {
        String text = name;
        for (int i = 0; i < times && ENCODED.matcher(text).find(); i++) {
            text = once(text);
        }
        return text;
    }

    private static String once(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int high = i + 2 < in.length && in[i] == '%' ? Character.digit(in[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(in[i + 2], 16);
            if (low >= 0) {
                out[length++] = (byte) (high * 16 + low);
                i += 2;
            } else {
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    /// A parameter of a request target, decoded; null where there is none.
    static @Nullable String parameter(String target, String name) {
        String[] parts = target.split("[?&]", -1);
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].startsWith(name + "=")) {
                return decoded(parts[i].substring(name.length() + 1), 1);
            }
        }
        return null;
    }
}
