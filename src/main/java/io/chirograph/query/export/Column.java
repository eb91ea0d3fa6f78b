package io.chirograph.query.export;

import io.chirograph.event.EventView;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.SummaryQuery;
import io.chirograph.query.lookup.TimelineItem;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One column of the formats that have columns.
/// @param isFlat whether it is one for spreadsheets, too
record Column(String name, Type type, boolean isFlat, Value value) {
    static final List<Column> OF_CALLS = List.of(
            text("callId", "/callId"),
            text("outcome", "/outcome"),
            time("time", "/time"),
            text("tenant", "/actor/verified/tenant"),
            text("team", "/actor/verified/team"),
            text("application", "/actor/verified/application"),
            text("keyId", "/actor/verified/keyId"),
            text("actor", "/actor"),
            text("provider", "/provider"),
            text("model", "/model"),
            text("operation", "/operation"),
            text("dialect", "/dialect"),
            text("region", "/region"),
            new Column("stream", Type.BOOLEAN, true, at("/stream")),
            text("peer", "/peer"),
            number("status", "/status"),
            text("code", "/code"),
            text("reason", "/reason"),
            text("end", "/end"),
            text("responseModel", "/responseModel"),
            number("inputTokens", "/inputTokens"),
            number("outputTokens", "/outputTokens"),
            text("cost", "/cost/amount"),
            number("durationMillis", "/durationMillis"),
            text("providerRequestId", "/providerRequestId"),
            text("traceId", "/traceId"),
            text("clientRequestId", "/clientRequestId"),
            text("metadata", "/metadata"),
            new Column("places", Type.TEXT, true, (row, _) -> places(row)),
            new Column("events", Type.TEXT, false, at("/events")));
    static final List<Column> OF_EVENTS = List.of(
            text("id", "/id"),
            text("type", "/type"),
            time("time", "/time"),
            text("callId", "/callId"),
            text("log", "/log"),
            number("index", "/index"),
            text("leafHash", "/leafHash"),
            new Column("event", Type.TEXT, true, (row, _) -> sealed(row)),
            text("bytes", "/bytes"));

    /// Those of calls, and those that events have beside.
    static final List<Column> OF_TIMELINES = Stream.concat(
                    OF_CALLS.stream(),
                    OF_EVENTS.stream()
                            .filter(column -> OF_CALLS.stream()
                                    .noneMatch(other -> other.name().equals(column.name()))))
            .toList();

    static final List<Column> OF_SUMMARIES = Stream.of(
                    Stream.of(text("span", "/span")),
                    SummaryQuery.GROUPS.stream().map(group -> text(group, "/group/" + group)),
                    Stream.of(
                            new Column("others", Type.BOOLEAN, true, at("/others")),
                            number("calls", "/calls"),
                            number("refusals", "/refusals"),
                            text("outcomes", "/outcomes"),
                            number("inputTokens", "/inputTokens"),
                            number("outputTokens", "/outputTokens"),
                            text("cost", "/cost/amount"),
                            number("costCalls", "/cost/calls"),
                            number("latencyCalls", "/latencyMillis/calls"),
                            number("latencyP50Millis", "/latencyMillis/p50"),
                            number("latencyP90Millis", "/latencyMillis/p90"),
                            number("latencyP99Millis", "/latencyMillis/p99"),
                            number("latencyMaxMillis", "/latencyMillis/max")))
            .flatMap(columns -> columns)
            .toList();

    enum Type {
        TEXT,
        INTEGER,
        BOOLEAN,
        /// In milliseconds, UTC.
        TIME
    }

    /// Finds a value: text, a [Long], a [Boolean], an [Instant], or null.
    interface Value {
        @Nullable
        Object of(Row row, JsonNode tree);
    }

    private static Column text(String name, String path) {
        return new Column(name, Type.TEXT, true, at(path));
    }

    private static Column number(String name, String path) {
        return new Column(name, Type.INTEGER, true, at(path));
    }

    private static Column time(String name, String path) {
        return new Column(name, Type.TIME, true, (_, tree) -> {
            JsonNode time = tree.at(path);
            return time.isString() ? Instant.parse(time.stringValue()) : null;
        });
    }

    private static Value at(String path) {
        return (_, tree) -> plain(tree.at(path));
    }

    /// What a JSON value is as one cell. Objects and lists are their JSON.
    private static @Nullable Object plain(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        Long number = EventView.number(value);
        if (number != null) {
            return number;
        }
        return value.isBoolean() ? value.booleanValue() : value.isString() ? value.stringValue() : value.toString();
    }

    private static String places(Row row) {
        return row.events().stream()
                .map(event -> event.log() + ":" + event.position())
                .collect(Collectors.joining(" "));
    }

    private static @Nullable String sealed(Row row) {
        TimelineItem item = row.item();
        IndexedEvent event = item == null ? null : item.event();
        return event == null || event.id() == null ? null : new String(event.bytes(), StandardCharsets.UTF_8);
    }
}
