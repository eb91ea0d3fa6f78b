package io.chirograph.gateway.offers;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.McpListChanged;
import io.chirograph.event.value.ContentPart;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.offers.OfferedItem;
import io.chirograph.gateway.dialect.offers.OfferedList;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Notices what an MCP server offers otherwise than it did before, to the same caller: by provider, path, tenant and
/// gateway key, or subject where there is no key. Thread-safe.
///
/// A change is recorded first and remembered then: what dies in between records it again. Answers about one list are
/// compared one after the other.
public final class OfferWatch {
    private static final int LOCKS = 64;

    private final OfferStore store;
    private final Recorder recorder;
    private final Listings listings = new Listings();
    private final List<Object> locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new Object()).toList();

    public OfferWatch(OfferStore store, Recorder recorder) {
        this.store = store;
        this.recorder = recorder;
    }

    /// Sees what an answer offers. Every change is durable on return.
    /// @throws RecordingUnavailable a change cannot be recorded
    /// @throws IOException what was offered before cannot be read, or what is offered now cannot be kept
    public void see(Call call, RequestFacts request, List<OfferedList> lists) throws IOException, RecordingUnavailable {
        for (OfferedList list : lists) {
            String place = place(call, list.kind());
            synchronized (locks.get(Math.floorMod(place.hashCode(), LOCKS))) {
                see(call, place, request.parameters().get("mcp.cursor"), list);
            }
        }
    }

    private static String place(Call call, OfferedList.Kind kind) {
        String key = call.verified("keyId");
        return CanonicalJson.text(List.of(
                call.provider().name(),
                call.request().target().path(),
                call.verified("tenant"),
                key.isEmpty() ? "subject" : "key",
                key.isEmpty() ? call.verified("subject") : key,
                kind.wire()));
    }

    private void see(Call call, String place, @Nullable Object cursor, OfferedList list)
            throws IOException, RecordingUnavailable {
        OfferStore.Offered before = store.last(place);
        Set<String> names = listings.with(place, cursor == null ? null : cursor.toString(), list);
        boolean isEnd = list.next() == null && names != null;
        SequencedMap<String, OfferedItem> items = new LinkedHashMap<>(before.items());
        List<McpListChanged.Change> changes = new ArrayList<>();
        long unlisted = list.unlisted();
        for (Map.Entry<String, OfferedItem> item : list.items().entrySet()) {
            OfferedItem former = items.get(item.getKey());
            if (former == null && items.size() >= OfferedList.MOST && !isEnd) {
                unlisted++;
                continue;
            }
            items.put(item.getKey(), item.getValue());
            change(call, item.getKey(), former, item.getValue(), changes);
        }
        if (isEnd) {
            for (String gone : new TreeSet<>(items.keySet())) {
                if (!Objects.requireNonNull(names).contains(gone)) {
                    change(call, gone, items.remove(gone), null, changes);
                }
            }
        }
        String rest = list.rest().isEmpty() && !isEnd ? before.rest() : list.rest();
        var after = new OfferStore.Offered(before.whole() || isEnd, unlisted, rest, items);
        boolean isChanged = !changes.isEmpty() || !rest.equals(before.rest()) || before.whole() != after.whole();
        if (isChanged) {
            recorder.record(new McpListChanged(
                    call.id(),
                    call.provider().name(),
                    list.kind().wire(),
                    !before.whole(),
                    items.size(),
                    unlisted,
                    changes.subList(0, Math.min(changes.size(), McpListChanged.MOST)),
                    Math.max(0, changes.size() - McpListChanged.MOST)));
            store.keep(place, after);
        }
    }

    private static void change(
            Call call,
            String name,
            @Nullable OfferedItem before,
            @Nullable OfferedItem after,
            List<McpListChanged.Change> to) {
        if (before != null && after != null && before.digest().equals(after.digest())) {
            return;
        }
        to.add(new McpListChanged.Change(
                name,
                digest(call, before),
                digest(call, after),
                before == null || after == null ? List.of() : before.differing(after)));
    }

    private static @Nullable Digest digest(Call call, @Nullable OfferedItem item) {
        return item == null ? null : call.kept().digest(ContentPart.RESPONSE, item.digest());
    }
}
