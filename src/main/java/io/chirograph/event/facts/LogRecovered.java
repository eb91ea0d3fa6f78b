package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.LogSizes;
import org.jspecify.annotations.Nullable;

/// The facts of a `log.recovered` event: the last stop was unclean, so the count of lapsed refusals is unknown.
/// @param tornBytes how many bytes of an unfinished last group were cut
/// @param tornDigest `sha256:<hex>` of those bytes; null when there were none
/// @param openCalls how many calls were found open; an `interrupted` event of each follows
/// @param unnamedContent how many parts of calls had content that no event names; null for none
/// @param clockSteppedBackMillis how far the clock has gone back behind the last event; null when it has not
@Fact.Of(EventType.LOG_RECOVERED)
public record LogRecovered(
        long tornBytes,
        @Nullable String tornDigest,
        long openCalls,
        LogSizes sizes,
        @Nullable Long unnamedContent,
        @Nullable Long clockSteppedBackMillis)
        implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.number("tornBytes", tornBytes)
                .word("tornDigest", tornDigest)
                .number("openCalls", openCalls)
                .constant("lapsedRefusals", "unknown")
                .object("sizes", sizes)
                .number("unnamedContent", unnamedContent)
                .number("clockSteppedBackMillis", clockSteppedBackMillis);
    }
}
