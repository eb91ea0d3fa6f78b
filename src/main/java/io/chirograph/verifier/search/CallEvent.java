package io.chirograph.verifier.search;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.value.Outcome;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What one event says of the call that it is about.
///
/// `actor` stands for every name that the actor goes by (application, key, subject, user, and what the body says of
/// one), verified or
/// asserted; `model` for the model asked for and the one that answered; `metadata.<key>` for one entry of
/// the metadata.
/// @param call null of an event that is about no call
/// @param outcome of an event that ends the call; null of others
public record CallEvent(@Nullable UUID call, @Nullable String outcome, Set<Term> terms) {
    /// What the names of metadata's filters start with.
    public static final String METADATA = "metadata.";

    private static final String[] ACTOR = {
        "application", "keyId", "subject", "user", "bodyUser", "bodySafetyIdentifier", "bodyMetadataUserId"
    };

    /// Reads an event; what is not understood is left out.
    public static CallEvent of(EventView event) {
        return new CallEvent(call(event), outcome(event), terms(event));
    }

    /// The id in its usual lower-case form; null when the text is none.
    public static @Nullable UUID callId(String text) {
        if (text.length() != 36) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equals(text) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable UUID call(EventView event) {
        JsonNode id = event.data().get("callId");
        return id == null || !id.isString() ? null : callId(id.stringValue());
    }

    private static @Nullable String outcome(EventView event) {
        if (event.type().equals(EventType.CALL_REFUSED.wire())) {
            return Outcome.REFUSED.wire();
        }
        JsonNode outcome = event.data().get("outcome");
        return event.type().equals(EventType.CALL_COMPLETED.wire()) && outcome != null && outcome.isString()
                ? outcome.stringValue()
                : null;
    }

    private static Set<Term> terms(EventView event) {
        Set<Term> terms = new LinkedHashSet<>();
        JsonNode data = event.data();
        add(terms, "provider", data.get("provider"));
        add(terms, "model", data.get("gen_ai.request.model"));
        add(terms, "model", data.get("gen_ai.response.model"));
        JsonNode actor = data.path("actor");
        for (JsonNode side : new JsonNode[] {actor.path("verified"), actor.path("asserted")}) {
            add(terms, "tenant", side.get("tenant"));
            add(terms, "team", side.get("team"));
            for (String field : ACTOR) {
                add(terms, "actor", side.get(field));
            }
        }
        add(terms, "traceId", data.path("trace").get("traceId"));
        add(terms, "clientRequestId", data.path("trace").get("clientRequestId"));
        data.path("metadata").properties().forEach(entry -> add(terms, METADATA + entry.getKey(), entry.getValue()));
        return terms;
    }

    private static void add(Set<Term> terms, String name, @Nullable JsonNode value) {
        if (value != null && value.isValueNode() && !value.isNull()) {
            terms.add(new Term(name, value.asString()));
        }
    }
}
