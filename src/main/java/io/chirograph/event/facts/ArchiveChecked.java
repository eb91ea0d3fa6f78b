package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import java.util.Set;
import java.util.SortedMap;

/// The facts of an `archive.checked` event: what a check of an archive, or of what lies in it, has found.
@Fact.Of(EventType.ARCHIVE_CHECKED)
public record ArchiveChecked(SortedMap<String, Object> facts) implements Fact {
    /// Facts that stand by their own name; all others go under `details`.
    static final Set<String> NAMED =
            Set.of("archive", "kind", "location", "tier", "required", "mode", "retentionDays", "findings", "canaries");

    @Override
    public void writeTo(Fields data) {
        data.named(NAMED, "details", facts, Fields.ENTRIES, 512);
    }
}
