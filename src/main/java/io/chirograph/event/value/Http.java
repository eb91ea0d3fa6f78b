package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A request line.
/// @param path the raw path, of a call that behind the provider's segment
/// @param query allow-listed query parameters only
public record Http(@Nullable String method, @Nullable String path, SortedMap<String, String> query)
        implements Fields.Part {
    /// A request line that could not be read.
    public static final Http UNKNOWN = new Http(null, null);

    public Http(@Nullable String method, @Nullable String path) {
        this(method, path, Collections.emptySortedMap());
    }

    @Override
    public void writeTo(Fields data) {
        data.word("method", method).text("path", path, 2048).scalars("query", query, 256);
    }
}
