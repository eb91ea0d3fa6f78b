package io.chirograph.query.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.chirograph.event.EventView;
import io.chirograph.event.encoding.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What is kept of a part, as JSON.
/// @param length of what is stored
/// @param digest of what is stored
/// @param destroyed those of the subjects' keys that are gone
/// @param link to the content; null where there is none to read
@JsonInclude
record ContentItem(
        String level,
        ContentState state,
        @JsonProperty("class") @Nullable String retentionClass,
        @Nullable String mediaType,
        @Nullable Long length,
        @Nullable Digest digest,
        Map<String, Long> findings,
        @Nullable String reason,
        List<String> recipients,
        List<String> subjects,
        Set<String> destroyed,
        @Nullable String reference,
        @Nullable String link) {
    private static final int MOST = 64;

    /// @param path of the content that it is a part of
    static ContentItem of(String path, KeptPart part, ContentState state, Set<String> destroyed) {
        JsonNode kept = part.kept();
        Digest stored = part.stored();
        return new ContentItem(
                part.level(),
                state,
                text(kept, "class"),
                text(kept, "mediaType"),
                stored == null ? null : stored.length(),
                stored,
                findings(kept),
                text(kept, "reason"),
                words(kept.path("recipients")),
                part.keys().ids(),
                destroyed,
                text(kept, "reference"),
                state == ContentState.STORED ? path + "/" + part.part().word() : null);
    }

    private static @Nullable String text(JsonNode kept, String field) {
        JsonNode value = kept.path(field);
        return value.isString() ? value.stringValue() : null;
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>();
        for (JsonNode word : list) {
            if (word.isString() && words.size() < MOST) {
                words.add(word.stringValue());
            }
        }
        return words;
    }

    private static Map<String, Long> findings(JsonNode kept) {
        Map<String, Long> findings = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : kept.path("findings").properties()) {
            Long count = EventView.number(one.getValue());
            if (count != null && findings.size() < MOST) {
                findings.put(one.getKey(), count);
            }
        }
        return findings;
    }
}
