package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.LogSizes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The facts of a `log.heartbeat` event, which makes silence provable.
/// @param heartbeat when the next one is due
/// @param clockSteppedBackMillis how far the clock went back since the log's last own event; null if it did not
@Fact.Of(EventType.LOG_HEARTBEAT)
public record LogHeartbeat(
        Duration heartbeat, LogSizes sizes, @Nullable Long clockSteppedBackMillis) implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.number("heartbeatMillis", heartbeat.toMillis())
                .object("sizes", sizes)
                .number("clockSteppedBackMillis", clockSteppedBackMillis);
    }
}
