package io.chirograph.console;

import io.chirograph.event.EventType;
import io.chirograph.query.api.QueryParameters;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.IndexReader;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What the newest check of an archive found, as its event says.
/// @param time of the event, in milliseconds
record ArchiveTier(
        String archive,
        String kind,
        String tier,
        String mode,
        String days,
        List<String> findings,
        long time,
        String event) {
    private static final String LOOKED_AT = "50";

    /// The newest check of each archive, of those that are among the last ones. A reader who sees some tenants' calls
    /// alone sees none.
    static List<ArchiveTier> newest(IndexReader seen) throws SQLException {
        Map<String, ArchiveTier> tiers = new LinkedHashMap<>();
        for (IndexedEvent event : seen.events(QueryParameters.parse(
                        "events",
                        Map.of(
                                "type", new String[] {EventType.ARCHIVE_CHECKED.wire()},
                                "limit", new String[] {LOOKED_AT})))
                .items()) {
            JsonNode data = event.view().data();
            tiers.putIfAbsent(data.path("archive").asString(""), of(event, data));
        }
        return List.copyOf(tiers.values());
    }

    private static ArchiveTier of(IndexedEvent event, JsonNode data) {
        return new ArchiveTier(
                Shown.value(data.get("archive")),
                Shown.value(data.get("kind")),
                Shown.value(data.get("tier")),
                Shown.value(data.get("mode")),
                Shown.value(data.get("retentionDays")),
                data.path("findings").valueStream().map(Shown::value).toList(),
                event.time(),
                event.name());
    }

    /// Whether the store itself keeps objects from being deleted.
    boolean isLocked() {
        return !tier.equals("none") && !tier.equals("directory") && !tier.equals(Shown.NONE);
    }
}
