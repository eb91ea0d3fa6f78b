package io.chirograph.gateway.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names of what a provider keeps, of models, and the wish for a stream, as they stand in queries.
public final class QueryIds {
    private static final String UPLOAD = "upload_id";
    private static final Set<String> NAMES = Set.of(
            UPLOAD,
            "id",
            "file_id",
            "batch_id",
            "response_id",
            "previous_response_id",
            "conversation_id",
            "thread_id",
            "run_id",
            "assistant_id",
            "agent_id",
            "session_id",
            "scope_id",
            "vector_store_id");

    private static final Set<String> MODELS = Set.of("model", "models", "models[]", "deployment", "engine");

    private static final Set<String> STREAM = Set.of("stream");

    private QueryIds() {}

    /// All that a raw query names.
    public static List<String> of(@Nullable String query) {
        return query == null ? List.of() : values(query, NAMES);
    }

    private static List<String> values(String query, Set<String> names) {
        List<String> values = new ArrayList<>();
        for (String pair : query.split("[&;]", -1)) {
            int equals = pair.indexOf('=');
            boolean isNamed = equals > 0
                    && names.contains(decoded(pair.substring(0, equals)).toLowerCase(Locale.ROOT));
            if (isNamed) {
                values.add(decoded(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    /// Models that a raw query names.
    public static List<String> models(@Nullable String query) {
        return query == null ? List.of() : values(query, MODELS);
    }

    /// Whether a raw query asks for a stream.
    public static boolean asksForStream(@Nullable String query) {
        return query != null && values(query, STREAM).contains("true");
    }

    /// The id of an upload that a URL is about; null where it is about none.
    public static @Nullable String upload(@Nullable String url) {
        int query = url == null ? -1 : url.indexOf('?');
        List<String> ids = url == null || query < 0 ? List.of() : of(url.substring(query + 1));
        return ids.isEmpty() ? null : ids.getFirst();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}
