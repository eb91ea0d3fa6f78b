package io.chirograph.query.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.Page;
import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes calls and events. An event goes in as the bytes that were sealed, unread and unformatted, so that who takes
/// it out of a response has what was hashed.
public final class AuditResponses {
    private AuditResponses() {}

    public static byte[] events(Page<IndexedEvent> page) {
        return page(page, event -> EventItem.of(event, null));
    }

    public static byte[] calls(Page<IndexedCall> page) {
        return page(page, AuditResponses::item);
    }

    static byte[] call(IndexedCall call) {
        return StrictJson.bytes(item(call));
    }

    static byte[] event(IndexedEvent event, SealInfo sealing) {
        return StrictJson.bytes(EventItem.of(event, Sealed.of(sealing)));
    }

    private record PageItem(
            List<?> items, @JsonInclude @Nullable String next, List<Size> asOf, Map<String, Object> coverage) {}

    /// How far a log is indexed.
    record Size(String log, long size) {}

    private static <T> byte[] page(Page<T> page, Function<T, Object> item) {
        List<Size> asOf = page.asOf().sizes().entrySet().stream()
                .map(log -> new Size(log.getKey(), log.getValue()))
                .toList();
        return StrictJson.bytes(
                new PageItem(page.items().stream().map(item).toList(), page.next(), asOf, page.coverage()));
    }

    private static Map<String, Object> item(IndexedCall call) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("callId", call.id());
        item.put("outcome", call.outcome());
        item.put("time", Instant.ofEpochMilli(call.time()));
        item.putAll(CallSummary.of(call.events()));
        item.put(
                "events",
                call.events().stream().map(event -> EventItem.of(event, null)).toList());
        return item;
    }

    /// @param id null of an entry that is no event, which has no time and is shown as `bytes`
    @SuppressWarnings("ArrayRecordComponent") // written, never compared
    private record EventItem(
            @JsonInclude @Nullable UUID id,
            String type,
            @Nullable Instant time,
            @Nullable UUID callId,
            String log,
            long index,
            String leafHash,
            @JsonUnwrapped @Nullable Sealed sealed,
            byte @Nullable [] bytes,
            @JsonRawValue @Nullable String event) {
        static EventItem of(IndexedEvent event, @Nullable Sealed sealed) {
            boolean isEvent = event.id() != null;
            return new EventItem(
                    event.id(),
                    event.type(),
                    isEvent ? Instant.ofEpochMilli(event.time()) : null,
                    event.call(),
                    event.log(),
                    event.position(),
                    event.leaf().toString(),
                    sealed,
                    isEvent ? null : event.bytes(),
                    isEvent ? new String(event.bytes(), StandardCharsets.UTF_8) : null);
        }
    }

    private record Sealed(
            String segment, @JsonInclude @Nullable Lock lock, CheckpointItem checkpoint) {
        static Sealed of(SealInfo sealing) {
            ObjectLock lock = sealing.lock();
            return new Sealed(
                    sealing.segment(),
                    lock == null ? null : new Lock(lock.mode(), lock.retainUntil(), lock.legalHold(), lock.version()),
                    new CheckpointItem(
                            sealing.checkpointKey(),
                            sealing.checkpoint().size(),
                            sealing.checkpoint().root().toString(),
                            sealing.note()));
        }
    }

    @JsonInclude
    private record Lock(
            LockMode mode,
            @Nullable Instant retainUntil,
            boolean legalHold,
            @Nullable String version) {}

    private record CheckpointItem(String object, long size, String rootHash, String note) {}
}
