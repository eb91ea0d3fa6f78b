package io.chirograph.query.api;

import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.IndexedHead;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.note.SignedNote;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// Writes what is said of logs as JSON.
final class LogResponses {
    byte[] logs(List<IndexedHead> heads) {
        return object(out -> {
            out.writeArrayPropertyStart("items");
            for (IndexedHead head : heads) {
                out.writeStartObject();
                log(out, head.log());
                out.writeStringProperty("key", head.log().key().encode());
                out.writeNumberProperty("size", head.size());
                out.writeStringProperty("rootHash", head.checkpoint().root().toString());
                out.writeStringProperty("checkpoint", head.text());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeNullProperty("next");
            out.writeArrayPropertyStart("asOf");
            for (IndexedHead head : heads) {
                out.writeStartObject();
                out.writeStringProperty("log", head.log().id());
                out.writeNumberProperty("size", head.size());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    byte[] inclusion(LogReader.Inclusion made) {
        return object(out -> {
            log(out, made.log());
            out.writeNumberProperty("index", made.proof().index());
            out.writeStringProperty("leafHash", made.leaf().toString());
            out.writeNumberProperty("size", made.size());
            out.writeStringProperty("rootHash", made.root().toString());
            hashes(out, made.proof().hashes());
            note(out, made.note());
        });
    }

    byte[] consistency(LogReader.Consistency made) {
        return object(out -> {
            log(out, made.log());
            out.writeNumberProperty("from", made.from());
            out.writeStringProperty("fromRootHash", made.fromRoot().toString());
            out.writeNumberProperty("to", made.to());
            out.writeStringProperty("toRootHash", made.toRoot().toString());
            hashes(out, made.proof().hashes());
            note(out, made.note());
        });
    }

    private static void log(JsonGenerator out, FollowedLog log) {
        out.writeStringProperty("log", log.id());
        out.writeStringProperty("origin", log.origin());
    }

    private static void hashes(JsonGenerator out, List<Hash> hashes) {
        out.writeArrayPropertyStart("hashes");
        hashes.forEach(hash -> out.writeString(hash.toString()));
        out.writeEndArray();
    }

    private static void note(JsonGenerator out, @Nullable SignedNote note) {
        out.writeStringProperty("checkpoint", note == null ? null : new String(note.bytes(), StandardCharsets.UTF_8));
    }

    private static byte[] object(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JsonMapper.shared().createGenerator(bytes)) {
            out.writeStartObject();
            content.accept(out);
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
