package io.chirograph.verifier.scan;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What of an event the verifier needs to judge the trail.
/// @param call the call's id of an event about one call
/// @param batch the call that submitted the batch whose line that call is; null of other calls
/// @param attempt the number of a call's attempt, of an event about one
/// @param heartbeatMillis when the log promises the next event at the latest
/// @param steppedBackMillis how far the clock went back
/// @param succeeds what a log's first event says of the log before it
/// @param retentionDays how long the archive keeps objects, as a check of it says
/// @param retentionDaysByClass the same of each retention class, where it says so
/// @param contents what it names of content that is kept
/// @param destroyedKey the subject key that is gone, as it says
/// @param interruption what it says of a time in which something did not work; null for nothing
public record EventFacts(
        String type,
        Instant time,
        @Nullable String call,
        @Nullable String batch,
        @Nullable String outcome,
        @Nullable Long attempt,
        @Nullable Long heartbeatMillis,
        @Nullable Long steppedBackMillis,
        @Nullable SuccessionFacts succeeds,
        @Nullable Long retentionDays,
        Map<String, Long> retentionDaysByClass,
        List<ContentClaim> contents,
        @Nullable String destroyedKey,
        @Nullable InterruptionFacts interruption) {
    private static final Set<String> ERASURES = Set.of("key.destroyed", "payload.erased");

    public static EventFacts of(EventView event) {
        JsonNode outcome = event.data().get("outcome");
        boolean isCheck = event.type().equals(EventType.ARCHIVE_CHECKED.wire());
        JsonNode destroyed = ERASURES.contains(event.type()) ? event.data().get("keyId") : null;
        return new EventFacts(
                event.type(),
                event.time(),
                event.subject(),
                event.data().path("batch").path("call").asString(null),
                outcome == null || !outcome.isString() ? null : outcome.stringValue(),
                event.type().equals(EventType.CALL_ATTEMPTED.wire())
                        ? EventView.number(event.data().get("attempt"))
                        : null,
                EventView.number(event.data().get("heartbeatMillis")),
                EventView.number(event.data().get("clockSteppedBackMillis")),
                SuccessionFacts.of(event),
                isCheck ? EventView.number(event.data().get("retentionDays")) : null,
                isCheck ? byClass(event.data().path("details").path("retentionDaysByClass")) : Map.of(),
                ContentClaim.of(event),
                destroyed == null || !destroyed.isString() ? null : destroyed.stringValue(),
                InterruptionFacts.of(event));
    }

    private static Map<String, Long> byClass(JsonNode stated) {
        Map<String, Long> days = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : stated.properties()) {
            Long of = EventView.number(one.getValue());
            if (of != null) {
                days.put(one.getKey(), of);
            }
        }
        return days;
    }
}
