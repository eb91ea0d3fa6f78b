package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.LogSizes;
import io.chirograph.event.value.LogSuccession;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The facts of a `log.started` event.
/// @param created this is the log's first event
/// @param heartbeat silence longer than this, with no `log.stopped` before it, is a gap in the evidence
/// @param receiptKey the key that receipts of this process are signed with (a C2SP vkey); null where it gives none
/// @param succeeds the log that this one, which begins here, goes on from; null for none
/// @param clockSteppedBackMillis how far the clock has gone back behind the last event; null when it has not
@Fact.Of(EventType.LOG_STARTED)
public record LogStarted(
        String version,
        String origin,
        boolean created,
        Duration heartbeat,
        LogSizes sizes,
        @Nullable String receiptKey,
        @Nullable LogSuccession succeeds,
        @Nullable Long clockSteppedBackMillis)
        implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.word("version", version)
                .text("origin", origin, 512)
                .flag("created", created)
                .number("heartbeatMillis", heartbeat.toMillis())
                .text("receiptKey", receiptKey, 512)
                .object("succeeds", succeeds)
                .object("sizes", sizes)
                .number("clockSteppedBackMillis", clockSteppedBackMillis);
    }
}
