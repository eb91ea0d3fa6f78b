package io.chirograph.event.value;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which calls and events a response shows: some of their ids, and a digest that binds all of them.
/// @param calls ids of the first calls, and of those that the first events are about
/// @param events ids of the first events; the leaf hash of one without an id
/// @param count how many items there are
/// @param digest SHA-256 over the name of each item in the order of the response, each with a line feed behind it; null
///     where every item is named above
public record Shown(
        List<String> calls,
        List<String> events,
        long count,
        @Nullable Digest digest) implements Fields.Part {
    /// As many ids of calls are kept, and as many of events.
    public static final int MOST = 200;

    public Shown {
        calls = List.copyOf(calls);
        events = List.copyOf(events);
        if (calls.size() > MOST || events.size() > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " ids of a kind");
        }
    }

    /// Nothing of it is cut, however full the event is.
    @Override
    public void writeTo(Fields data) {
        data.ids("calls", calls).ids("events", events).number("count", count).digest("digest", digest);
    }
}
