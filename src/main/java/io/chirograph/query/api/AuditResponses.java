package io.chirograph.query.api;

import io.chirograph.archive.ObjectLock;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.Page;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Writes answers. An event goes in as the bytes that were sealed, unread and unformatted, so that who takes it
/// out of an answer has what was hashed.
public final class AuditResponses {
    private final ObjectMapper json = JsonMapper.shared();
    private final CallSummary summary = new CallSummary(json);

    public byte[] events(Page<IndexedEvent> page) {
        return object(out -> {
            out.writeArrayPropertyStart("items");
            page.items().forEach(event -> event(out, event, null));
            out.writeEndArray();
            tail(out, page);
        });
    }

    public byte[] calls(Page<IndexedCall> page) {
        return object(out -> {
            out.writeArrayPropertyStart("items");
            page.items().forEach(call -> call(out, call));
            out.writeEndArray();
            tail(out, page);
        });
    }

    byte[] call(IndexedCall call) {
        return write(out -> call(out, call));
    }

    byte[] event(IndexedEvent event, SealInfo sealing) {
        return write(out -> event(out, event, sealing));
    }

    private void call(JsonGenerator out, IndexedCall call) {
        out.writeStartObject();
        out.writeStringProperty("callId", call.id().toString());
        out.writeStringProperty("outcome", call.outcome());
        out.writeStringProperty("time", Instant.ofEpochMilli(call.time()).toString());
        summary.write(out, call.events());
        out.writeArrayPropertyStart("events");
        call.events().forEach(event -> event(out, event, null));
        out.writeEndArray();
        out.writeEndObject();
    }

    private void event(JsonGenerator out, IndexedEvent event, @Nullable SealInfo sealing) {
        out.writeStartObject();
        out.writeStringProperty("id", event.id() == null ? null : event.id().toString());
        out.writeStringProperty("type", event.type());
        if (event.id() != null) {
            out.writeStringProperty("time", Instant.ofEpochMilli(event.time()).toString());
        }
        if (event.call() != null) {
            out.writeStringProperty("callId", event.call().toString());
        }
        out.writeStringProperty("log", event.log());
        out.writeNumberProperty("index", event.position());
        out.writeStringProperty("leafHash", event.leaf().toString());
        if (sealing != null) {
            sealing(out, sealing);
        }
        if (event.id() == null) {
            out.writeStringProperty("bytes", Base64.getEncoder().encodeToString(event.bytes()));
        } else {
            out.writeName("event");
            out.writeRawValue(new String(event.bytes(), StandardCharsets.UTF_8));
        }
        out.writeEndObject();
    }

    private static void sealing(JsonGenerator out, SealInfo sealing) {
        out.writeStringProperty("segment", sealing.segment());
        ObjectLock lock = sealing.lock();
        if (lock == null) {
            out.writeNullProperty("lock");
        } else {
            out.writeObjectPropertyStart("lock");
            out.writeStringProperty("mode", lock.mode().name());
            Instant until = lock.retainUntil();
            out.writeStringProperty("retainUntil", until == null ? null : until.toString());
            out.writeBooleanProperty("legalHold", lock.legalHold());
            out.writeStringProperty("version", lock.version());
            out.writeEndObject();
        }
        out.writeObjectPropertyStart("checkpoint");
        out.writeStringProperty("object", sealing.checkpointKey());
        out.writeNumberProperty("size", sealing.checkpoint().size());
        out.writeStringProperty("rootHash", sealing.checkpoint().root().toString());
        out.writeStringProperty("note", sealing.note());
        out.writeEndObject();
    }

    private static void tail(JsonGenerator out, Page<?> page) {
        out.writeStringProperty("next", page.next());
        out.writeArrayPropertyStart("asOf");
        page.asOf().sizes().forEach((log, size) -> {
            out.writeStartObject();
            out.writeStringProperty("log", log);
            out.writeNumberProperty("size", size);
            out.writeEndObject();
        });
        out.writeEndArray();
        out.writePOJOProperty("coverage", page.coverage());
    }

    private byte[] object(Consumer<JsonGenerator> content) {
        return write(out -> {
            out.writeStartObject();
            content.accept(out);
            out.writeEndObject();
        });
    }

    private byte[] write(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.createGenerator(bytes)) {
            content.accept(out);
        }
        return bytes.toByteArray();
    }
}
