package io.chirograph.gateway.http;

import io.chirograph.gateway.dialect.Paths;
import org.jspecify.annotations.Nullable;

/// A request target as it came from the wire, split but not decoded.
/// @param provider the first path segment
/// @param path the rest of the raw path, starting with `/`, or empty
/// @param query the raw query without `?`; null when there was none
public record Target(String provider, String path, @Nullable String query) {
    /// Splits a raw path; the first segment is everything up to the second slash.
    public static Target of(String rawPath, @Nullable String rawQuery) {
        int start = rawPath.startsWith("/") ? 1 : 0;
        int slash = rawPath.indexOf('/', start);
        return slash < 0
                ? new Target(rawPath.substring(start), "", rawQuery)
                : new Target(rawPath.substring(start, slash), rawPath.substring(slash), rawQuery);
    }

    /// Why a raw path must not be forwarded, or null. A dot segment in any encoding, however often encoded, a
    /// backslash or a control character could let a caller leave the provider's base path.
    public static @Nullable String objection(String rawPath) {
        String path = rawPath;
        for (int round = 0; round < 8; round++) {
            String found = plainObjection(path);
            if (found != null) {
                return found;
            }
            if (path.indexOf('%') < 0) {
                return null;
            }
            String decoded = Paths.decoded(path);
            if (decoded.equals(path)) {
                return null;
            }
            path = decoded;
        }
        return "is percent-encoded more than 8 times";
    }

    private static @Nullable String plainObjection(String path) {
        int segment = 0;
        for (int i = 0; i <= path.length(); i++) {
            char c = i < path.length() ? path.charAt(i) : '/';
            if (c == '\\') {
                return "contains a backslash";
            }
            if (c < 0x20 || c == 0x7f) {
                return "contains a control character";
            }
            if (c == '/') {
                if (isDots(path, segment, i)) {
                    return "contains a dot segment";
                }
                segment = i + 1;
            }
        }
        return null;
    }

    /// `.` and `..`, also with path parameters behind them, which some servers drop before they resolve.
    private static boolean isDots(String path, int from, int to) {
        int end = from;
        while (end < to && path.charAt(end) == '.') {
            end++;
        }
        int dots = end - from;
        return (dots == 1 || dots == 2) && (end == to || path.charAt(end) == ';');
    }
}
