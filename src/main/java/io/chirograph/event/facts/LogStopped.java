package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.LogSizes;
import org.jspecify.annotations.Nullable;

/// The facts of a `log.stopped` event, the last one before a clean stop.
/// @param reason why: `shutdown`, or `sealed` where an operator ended the log of a dead process
/// @param clockSteppedBackMillis how far the clock has gone back behind the last event; null when it has not
@Fact.Of(EventType.LOG_STOPPED)
public record LogStopped(
        String reason, LogSizes sizes, @Nullable Long clockSteppedBackMillis) implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.word("reason", reason).object("sizes", sizes).number("clockSteppedBackMillis", clockSteppedBackMillis);
    }
}
