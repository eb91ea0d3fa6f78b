package io.chirograph.query.content;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.verifier.scan.SubjectKeys;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What the sealed event says of the request or the response of a call, or of the data of an application's event.
/// @param event null where no event tells of it
/// @param isPending whether one is still to come
/// @param body its `request` or `response`; all that the application's event says
record KeptPart(Part part, @Nullable IndexedEvent event, boolean isPending, JsonNode body) {
    private static final String PENDING = "pending";

    /// A part of a call, or what an application's event has.
    enum Part {
        REQUEST("request", EventType.CALL_STARTED),
        RESPONSE("response", EventType.CALL_COMPLETED),
        DATA("data", null);

        /// What a call has.
        static final List<Part> OF_CALL = List.of(REQUEST, RESPONSE);

        private final String word;
        private final @Nullable EventType teller;

        Part(String word, @Nullable EventType teller) {
            this.word = word;
            this.teller = teller;
        }

        String word() {
            return word;
        }

        /// The part of a call of this name; null for none.
        static @Nullable Part ofCall(String name) {
            for (Part part : OF_CALL) {
                if (part.word.equals(name)) {
                    return part;
                }
            }
            return null;
        }
    }

    static KeptPart of(IndexedCall call, Part part) {
        for (IndexedEvent event : call.events()) {
            if (part.teller != null && event.type().equals(part.teller.wire())) {
                return new KeptPart(part, event, false, event.view().data().path(part.word));
            }
        }
        return new KeptPart(part, null, call.outcome().equals(IndexedCall.OPEN), MissingNode.getInstance());
    }

    /// Of an application's event; empty for any other.
    static Optional<KeptPart> of(IndexedEvent event) {
        JsonNode said = event.view().data();
        return said.path("said").isObject()
                ? Optional.of(new KeptPart(Part.DATA, event, false, said))
                : Optional.empty();
    }

    JsonNode kept() {
        return body.path("kept");
    }

    /// How it is kept, in the event's word; `pending` where none has told yet.
    String level() {
        if (isPending) {
            return PENDING;
        }
        String level = kept().path("level").asString("");
        if (!level.isEmpty()) {
            return level;
        }
        if (part == Part.DATA) {
            // where more would be kept, there is no content in it that could be
            String decided = body.path("policy").path("payloadLevel").asString("");
            boolean isDigest =
                    decided.equals(PayloadLevel.DIGEST.wire()) || decided.equals(PayloadLevel.REFERENCE.wire());
            return (isDigest ? PayloadLevel.DIGEST : PayloadLevel.NOTHING).wire();
        }
        Digest wire = digest(body.path("digest"));
        return (wire == null ? PayloadLevel.NOTHING : PayloadLevel.DIGEST).wire();
    }

    boolean isEncrypted() {
        return level().equals(PayloadLevel.ENCRYPTED.wire());
    }

    /// The class whose pack holds it; empty where nothing is stored.
    String retentionClass() {
        return kept().path("class").asString("");
    }

    /// Over what is stored; null where nothing is.
    @Nullable
    Digest stored() {
        return digest(kept().path("digest"));
    }

    boolean isStored() {
        return event != null && !retentionClass().isEmpty() && stored() != null;
    }

    /// The keys that it takes, beside a recipient's, to open it.
    SubjectKeys keys() {
        return SubjectKeys.of(kept());
    }

    /// A digest as an event has it; null where there is none, or one that says nothing.
    static @Nullable Digest digest(JsonNode node) {
        Long length = EventView.number(node.get("length"));
        String value = node.path("value").asString("");
        JsonNode keyId = node.path("keyId");
        return length == null || value.isEmpty()
                ? null
                : new Digest(
                        node.path("alg").asString(""), keyId.isString() ? keyId.stringValue() : null, value, length);
    }
}
