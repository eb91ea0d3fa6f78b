package io.chirograph.gateway.dialect.known;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Guesses the wire format of a request whose path names no provider.
/// From headers that only one vendor's SDKs send, else from the path.
public final class DialectGuess {
    private static final Pattern VERSION = Pattern.compile("v[0-9]+[a-z0-9]*");
    private static final Pattern GOOGLE_VERSION = Pattern.compile("v[0-9]+(?:alpha|beta)[0-9]*");
    private static final List<EndpointTable> TABLES =
            List.of(EndpointTable.OPENAI, EndpointTable.ANTHROPIC, EndpointTable.GEMINI, EndpointTable.BEDROCK);
    private static final List<String> BY_TABLE = List.of("openai", "anthropic", "gemini", "bedrock");

    private DialectGuess() {}

    /// OpenAI's where nothing tells, since most SDKs read its errors.
    /// @param header whether the request has a header of this lower-case name
    /// @param rawPath the whole path
    public static Dialect of(Predicate<String> header, String method, String rawPath) {
        return Dialects.byName(name(header, method, Paths.of(rawPath).segments()));
    }

    private static String name(Predicate<String> header, String method, List<String> path) {
        if (header.test("anthropic-version") || header.test("anthropic-beta")) {
            return "anthropic";
        }
        if (header.test("x-goog-api-key") || header.test("x-goog-api-client")) {
            return "gemini";
        }
        if (header.test("x-amz-date")) {
            return "bedrock";
        }
        if (!path.isEmpty() && GOOGLE_VERSION.matcher(path.getFirst()).matches()) {
            return "gemini";
        }
        for (int i = 0; i < TABLES.size(); i++) {
            if (!TABLES.get(i).find(method, path).equals(Operation.OTHER)) {
                return BY_TABLE.get(i);
            }
        }
        return "openai";
    }

    /// Whether a provider's own path begins like this: with a version, or with the first word of an endpoint.
    public static boolean beginsEndpoint(String segment) {
        return VERSION.matcher(segment).matches() || TABLES.stream().anyMatch(table -> table.begins(segment));
    }
}
