package io.chirograph.gateway.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads ids, models and the wish for a stream from queries.
public final class QueryIds {
    private static final Set<String> NAMES =
            Set.of(("upload_id id file_id batch_id response_id previous_response_id conversation_id "
                            + "thread_id run_id assistant_id agent_id session_id scope_id vector_store_id")
                    .split(" "));

    private static final Set<String> MODELS = Set.of("model", "models", "models[]", "deployment", "engine");

    private QueryIds() {}

    /// All that a raw query names.
    public static List<String> of(@Nullable String query) {
        return values(query, NAMES);
    }

    private static List<String> values(@Nullable String query, Set<String> names) {
        return Arrays.stream(query == null ? new String[0] : query.split("[&;]", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair ->
                        pair.length == 2 && names.contains(decoded(pair[0]).toLowerCase(Locale.ROOT)))
                .map(pair -> decoded(pair[1]))
                .toList();
    }

    /// Models that a raw query names.
    public static List<String> models(@Nullable String query) {
        return values(query, MODELS);
    }

    /// Whether a raw query asks for a stream.
    public static boolean asksForStream(@Nullable String query) {
        return values(query, Set.of("stream")).contains("true");
    }

    /// The id of an upload that a URL is about; null where it is about none.
    public static @Nullable String upload(@Nullable String url) {
        int query = url == null ? -1 : url.indexOf('?');
        return url == null || query < 0
                ? null
                : of(url.substring(query + 1)).stream().findFirst().orElse(null);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}
