package io.chirograph.verifier.scan;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.verifier.assurance.DirectReads;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an event says of a time in which recording, export or checking did not work.
/// @param from of a lapse of recording, its beginning; null of other events
/// @param refused how many calls were refused in it
/// @param records how many events the log had, as it says
/// @param exported everything below was in every required archive, as it says
/// @param fell why less of a body was kept than policy says, a code for each body
/// @param followed how far a store's own log was read; null of other events
public record InterruptionFacts(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Long refused,
        @Nullable Long records,
        @Nullable Long exported,
        List<String> fell,
        DirectReads.@Nullable Followed followed) {
    private static final int MAX_CODE = 128;

    /// Null of an event that says nothing of the kind.
    public static @Nullable InterruptionFacts of(EventView event) {
        JsonNode data = event.data();
        boolean isLapse = event.type().equals(EventType.RECORDING_LAPSED.wire());
        Long exported = EventView.number(data.path("sizes").get("exported"));
        List<String> fell = new ArrayList<>(2);
        for (String part : List.of("request", "response", "data")) {
            // the content of an application's event stands beside it and not in a part
            JsonNode kept =
                    part.equals("data") ? data.path("kept") : data.path(part).path("kept");
            String reason = kept.path("reason").asString("");
            if (!reason.isEmpty()) {
                fell.add(reason.substring(0, Math.min(MAX_CODE, reason.length())));
            }
        }
        DirectReads.Followed followed = followed(event);
        return !isLapse && exported == null && fell.isEmpty() && followed == null
                ? null
                : new InterruptionFacts(
                        isLapse ? time(data.path("from")) : null,
                        isLapse ? time(data.path("to")) : null,
                        isLapse ? count(data.get("refused")) : null,
                        EventView.number(data.path("sizes").get("records")),
                        exported,
                        fell,
                        followed);
    }

    private static DirectReads.@Nullable Followed followed(EventView event) {
        JsonNode data = event.data();
        Instant to = event.type().equals(EventType.ARCHIVE_ACCESSED.wire())
                ? time(data.path("summary").path("followedTo"))
                : null;
        return to == null ? null : new DirectReads.Followed(code(data.path("archive")), code(data.path("source")), to);
    }

    private static String code(JsonNode value) {
        String text = value.asString("");
        return text.substring(0, Math.min(MAX_CODE, text.length()));
    }

    private static @Nullable Long count(@Nullable JsonNode value) {
        Long count = EventView.number(value);
        return count == null ? null : Math.max(0, count);
    }

    private static @Nullable Instant time(JsonNode value) {
        try {
            return Instant.parse(value.asString(""));
        } catch (DateTimeException e) {
            return null; // no time of the form that the program writes
        }
    }
}
