package io.chirograph.query;

import io.chirograph.event.EventView;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a call can be found by, read off its events.
///
/// `actor` stands for every name that the actor goes by (application, key, subject, user), verified or asserted;
/// `model` for the model asked for and the one that answered; `metadata.<key>` for one entry of the metadata.
record Terms(Set<Term> terms) {
    static final String METADATA = "metadata.";

    /// One name and value.
    record Term(String name, String value) {}

    static Terms of(EventView event) {
        Collector found = new Collector();
        JsonNode data = event.data();
        found.add("provider", data.get("provider"));
        found.add("model", data.get("gen_ai.request.model"));
        found.add("model", data.get("gen_ai.response.model"));
        JsonNode actor = data.path("actor");
        for (JsonNode side : new JsonNode[] {actor.path("verified"), actor.path("asserted")}) {
            found.add("tenant", side.get("tenant"));
            found.add("team", side.get("team"));
            for (String field : new String[] {"application", "keyId", "subject", "user"}) {
                found.add("actor", side.get(field));
            }
        }
        found.add("traceId", data.path("trace").get("traceId"));
        found.add("clientRequestId", data.path("trace").get("clientRequestId"));
        data.path("metadata").properties().forEach(entry -> found.add(METADATA + entry.getKey(), entry.getValue()));
        return new Terms(found.terms);
    }

    private static final class Collector {
        private final Set<Term> terms = new LinkedHashSet<>();

        void add(String name, @Nullable JsonNode value) {
            if (value != null && value.isValueNode() && !value.isNull()) {
                terms.add(new Term(name, value.asString()));
            }
        }
    }
}
