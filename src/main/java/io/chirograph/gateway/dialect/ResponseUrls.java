package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.json.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Where a response names absolute URLs of the provider. Immutable.
public final class ResponseUrls {
    private static final String LOCATION = "location";

    /// Nowhere but in a `Location`.
    public static final ResponseUrls COMMON = new ResponseUrls(Set.of(LOCATION), Set.of());

    /// Azure says where the state of an operation can be asked for.
    public static final ResponseUrls OPENAI = new ResponseUrls(Set.of(LOCATION, "operation-location"), Set.of());

    /// Where a file's content goes: whoever has the URL may write.
    public static final ResponseUrls GEMINI = new ResponseUrls(
            Set.of(LOCATION, "x-goog-upload-url", "x-goog-upload-control-url"),
            Set.of("x-goog-upload-url", "x-goog-upload-control-url"));

    public static final ResponseUrls ANTHROPIC_BATCHES =
            new ResponseUrls(Set.of(LOCATION), Set.of(), "results_url", "data[].results_url");

    private final Set<String> headers;
    private final Set<String> open;
    private final List<String> fields;
    private final FieldSelector shape = new FieldSelector();

    private ResponseUrls(Set<String> headers, Set<String> open, String... fields) {
        this.headers = headers;
        this.open = open;
        this.fields = List.of(fields);
        for (int i = 0; i < fields.length; i++) {
            shape.scalar(fields[i], i);
        }
    }

    /// Whether a header, by its lower-case name, holds such a URL.
    public boolean isHeader(String name) {
        return headers.contains(name);
    }

    /// Whether the URL in such a header lets whoever has it do something without any credential.
    public boolean isOpen(String header) {
        return open.contains(header);
    }

    /// Whether the body may hold such URLs.
    public boolean hasFields() {
        return !fields.isEmpty();
    }

    /// A URL in a body.
    /// @param field the name of its member
    /// @param from where its string begins, the quote included
    /// @param to behind the closing quote
    public record Place(String field, int from, int to, String url) {}

    /// The URLs in a JSON text in UTF-8, in their order; none in what is not one JSON text.
    public List<Place> find(byte[] json) {
        var places = new Places(json);
        places.scanner.feed(json, 0, json.length);
        return places.scanner.done() && !places.scanner.failed() ? places.found : List.of();
    }

    private final class Places implements JsonHandler {
        private final byte[] json;
        private final JsonScanner scanner = new JsonScanner(shape, this);
        private final List<Place> found = new ArrayList<>();

        Places(byte[] json) {
            this.json = json;
        }

        @Override
        public void string(int leaf, String cut) {
            if (scanner.stringFrom() < 0) {
                return; // a number of unheard-of length
            }
            int from = (int) scanner.stringFrom();
            int to = (int) scanner.stringTo();
            String url = whole(from, to);
            if (url != null) {
                String path = fields.get(leaf);
                found.add(new Place(path.substring(path.lastIndexOf('.') + 1), from, to, url));
            }
        }

        private @Nullable String whole(int from, int to) {
            try {
                return JsonMapper.shared().readValue(json, from, to - from, String.class);
            } catch (JacksonException notString) {
                return null;
            }
        }
    }
}
