package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;

/// How large a log is at one moment, as its own events state it.
/// @param records how many records the log has had over its life; the next one gets this position
/// @param firstKept the oldest position that the journal still holds
/// @param exported everything below is known to be in every required archive
/// @param openCalls calls that started and have no outcome yet
public record LogSizes(long records, long firstKept, long exported, long bytes, int openCalls) implements Fields.Part {
    @Override
    public void writeTo(Fields data) {
        data.number("records", records)
                .number("firstKept", firstKept)
                .number("exported", exported)
                .number("bytes", bytes)
                .number("openCalls", openCalls);
    }
}
