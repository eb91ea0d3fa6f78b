package io.chirograph.gateway.http;

import io.chirograph.gateway.dialect.Paths;
import io.chirograph.policy.model.Matching;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request target as it came from the wire, split but not decoded.
/// @param provider the first path segment
/// @param path the rest of the raw path, starting with `/`, or empty
/// @param query the raw query without `?`; null when there was none
public record Target(String provider, String path, @Nullable String query) {
    private static final Set<String> MODELS = Set.of("models", "model", "deployments");
    private static final Pattern VERB = Pattern.compile(":[A-Za-z]+");

    /// Splits a raw path; the first segment is everything up to the second slash.
    public static Target of(String rawPath, @Nullable String rawQuery) {
        int start = rawPath.startsWith("/") ? 1 : 0;
        int slash = rawPath.indexOf('/', start);
        return slash < 0
                ? new Target(rawPath.substring(start), "", rawQuery)
                : new Target(rawPath.substring(start, slash), rawPath.substring(slash), rawQuery);
    }

    /// The same target with another model in its path. Null where not just one segment names the first one, behind
    /// `models`, `model` or `deployments`, or where the path could not be forwarded then.
    public @Nullable Target withPathModel(String model, String other) {
        String[] segments = path.split("/", -1);
        int found = 0;
        for (int i = 1; i < segments.length; i++) {
            String segment = Paths.decoded(segments[i]);
            String verb = segment.startsWith(model) ? segment.substring(model.length()) : "?";
            boolean isModel = verb.isEmpty() || VERB.matcher(verb).matches();
            if (isModel && MODELS.contains(Matching.folded(Paths.decoded(segments[i - 1])))) {
                found++;
                segments[i] = encoded(other) + verb;
            }
        }
        String changed = String.join("/", segments);
        return found == 1 && objection(changed) == null ? new Target(provider, changed, query) : null;
    }

    /// The same target with another model in its query. Null where not just one parameter names the first one.
    public @Nullable Target withQueryModel(String model, String other) {
        String[] pairs = query == null || query.contains(";") ? new String[0] : query.split("&", -1);
        int found = 0;
        for (int i = 0; i < pairs.length; i++) {
            if (QueryIds.models(pairs[i]).contains(model)) {
                found++;
                pairs[i] = pairs[i].substring(0, pairs[i].indexOf('=') + 1) + encoded(other);
            }
        }
        return found == 1 ? new Target(provider, path, String.join("&", pairs)) : null;
    }

    private static String encoded(String model) {
        return URLEncoder.encode(model, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
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
