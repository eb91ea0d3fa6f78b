package io.chirograph.query.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.query.lookup.Figures;
import io.chirograph.query.lookup.NamedCall;
import io.chirograph.query.lookup.Page;
import io.chirograph.query.lookup.SummaryReader;
import io.chirograph.query.lookup.TimelineItem;
import io.chirograph.support.json.StrictJson;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.verifier.search.Coverage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes calls, events, logs and proofs. An event goes in as the bytes that were sealed.
public final class AuditResponses {
    private AuditResponses() {}

    public static byte[] events(Page<IndexedEvent> page) {
        return page(page, AuditResponses::item);
    }

    public static byte[] calls(Page<IndexedCall> page) {
        return page(page, AuditResponses::item);
    }

    static byte[] timeline(Page<TimelineItem> page) {
        return page(page, AuditResponses::entry);
    }

    /// One item as it stands in a list.
    public static byte[] item(TimelineItem entry) {
        return StrictJson.bytes(entry(entry));
    }

    private static Object entry(TimelineItem entry) {
        IndexedCall call = entry.call();
        if (call == null) {
            IndexedEvent event = Objects.requireNonNull(entry.event(), "neither call nor event");
            return new Linked(EventItem.of(event, null), entry.linked());
        }
        Map<String, Object> item = item(call);
        if (entry.linked() != null) {
            item.put("linked", entry.linked());
        }
        return item;
    }

    private record Linked(@JsonUnwrapped EventItem event, TimelineItem.@Nullable Way linked) {}

    private record Summary(List<?> items, Figures.Told total, List<?> asOf, Coverage coverage) {}

    static byte[] summary(SummaryReader.Answer answer) {
        return StrictJson.bytes(new Summary(answer.items(), answer.total(), sizes(answer.asOf()), answer.coverage()));
    }

    /// The events of applications that name a call.
    /// @param more how many there are beside these
    /// @param all the list of all of them
    private record NamedBy(List<EventItem> items, long more, String all) {}

    static byte[] call(NamedCall call) {
        Map<String, Object> item = item(call.call());
        item.put(
                "namedBy",
                new NamedBy(
                        call.events().stream()
                                .map(event -> EventItem.of(event, null))
                                .toList(),
                        call.more(),
                        "/audit/v1/events?related=" + call.call().id()));
        return StrictJson.bytes(item);
    }

    static byte[] event(IndexedEvent event, SealInfo sealing) {
        return StrictJson.bytes(EventItem.of(event, sealing));
    }

    private record PageItem(
            List<?> items,
            @JsonInclude @Nullable String next,
            List<?> asOf,
            Coverage coverage,
            Page.@Nullable Links links) {}

    /// How far a log is indexed.
    record Size(String log, long size) {}

    private static <T> byte[] page(Page<T> page, Function<T, Object> item) {
        return StrictJson.bytes(new PageItem(
                page.items().stream().map(item).toList(),
                page.next(),
                sizes(page.asOf()),
                page.coverage(),
                page.links()));
    }

    /// What an answer is as of.
    public static List<?> sizes(AsOf asOf) {
        return asOf.sizes().entrySet().stream()
                .map(log -> new Size(log.getKey(), log.getValue()))
                .toList();
    }

    /// An event as lists have it.
    public static Object item(IndexedEvent event) {
        return EventItem.of(event, null);
    }

    /// A call as lists have it.
    public static Map<String, Object> item(IndexedCall call) {
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
            @JsonUnwrapped @Nullable SealInfo sealed,
            byte @Nullable [] bytes,
            @JsonRawValue @Nullable String event) {
        static EventItem of(IndexedEvent event, @Nullable SealInfo sealed) {
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

    private record Logs(
            List<Log> items, @JsonInclude @Nullable String next, List<Size> asOf) {}

    private record Log(String log, String origin, String key, long size, String rootHash, String checkpoint) {}

    static byte[] logs(List<IndexedHead> heads) {
        List<Log> logs = heads.stream()
                .map(head -> new Log(
                        head.log().id(),
                        head.log().origin(),
                        head.log().key().encode(),
                        head.size(),
                        head.checkpoint().root().toString(),
                        head.text()))
                .toList();
        List<Size> asOf = heads.stream()
                .map(head -> new Size(head.log().id(), head.size()))
                .toList();
        return StrictJson.bytes(new Logs(logs, null, asOf));
    }

    /// @param about what is proven
    private record Proof(
            String log,
            String origin,
            @JsonUnwrapped Object about,
            List<String> hashes,
            @JsonInclude @Nullable String checkpoint) {}

    private record Included(long index, String leafHash, long size, String rootHash) {}

    static byte[] inclusion(FollowedLog log, LogReader.Inclusion made, @Nullable SignedNote note) {
        Included about = new Included(
                made.proof().index(),
                made.leaf().toString(),
                made.size(),
                made.root().toString());
        return proof(log, about, made.proof().hashes(), note);
    }

    private record Extended(long from, String fromRootHash, long to, String toRootHash) {}

    static byte[] consistency(FollowedLog log, LogReader.Consistency made, @Nullable SignedNote note) {
        Extended about = new Extended(
                made.from(),
                made.fromRoot().toString(),
                made.to(),
                made.toRoot().toString());
        return proof(log, about, made.proof().hashes(), note);
    }

    private static byte[] proof(FollowedLog log, Object about, List<Hash> hashes, @Nullable SignedNote note) {
        return StrictJson.bytes(new Proof(
                log.id(),
                log.origin(),
                about,
                hashes.stream().map(Hash::toString).toList(),
                note == null ? null : new String(note.bytes(), StandardCharsets.UTF_8)));
    }
}
