package io.chirograph.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names of what a provider keeps, as they stand in queries.
final class QueryIds {
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

    private QueryIds() {}

    /// All that a raw query names.
    static List<String> of(@Nullable String query) {
        if (query == null) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        for (String pair : query.split("[&;]", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && NAMES.contains(decoded(pair.substring(0, equals)))) {
                ids.add(decoded(pair.substring(equals + 1)));
            }
        }
        return ids;
    }

    /// The id of an upload that a URL is about; null where it is about none.
    static @Nullable String upload(@Nullable String url) {
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
