package io.chirograph.content.redaction;

import io.chirograph.content.redaction.rules.State;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Redacts streams into one JSON document. One thread.
///
/// `{"stream":true,"events":[…],"texts":[{"choice","part","path","text"}…],"cut":false}`: the events in their order
/// with
/// `[text]` where a piece of a text stood, then the texts, each put together and redacted as a whole.
final class StreamBody {
    private static final String DATA = "data";
    private static final String DONE = "[DONE]";
    private static final int MOST_PEEKED = 64;
    private static final int LONGEST_CHUNK = 1 << 20;

    private final BodyScan scan;
    private final State root;
    private final JsonGenerator out;
    private final StreamTexts texts = new StreamTexts();

    StreamBody(BodyScan scan, State root, JsonGenerator out) {
        this.scan = scan;
        this.root = root;
        this.out = out;
    }

    void serverSent(Reader in) throws IOException {
        begin();
        EventLines events = new EventLines(in);
        while (events.next()) {
            event(events.name(), events.data());
        }
        end(events.isCut());
    }

    void aws(InputStream in) throws IOException {
        begin();
        AwsEvents events = new AwsEvents(in);
        while (events.next()) {
            event(events.name(), new InputStreamReader(events.payload(), StandardCharsets.UTF_8));
            events.skip();
        }
        end(events.isCut());
    }

    /// JSON of which each value, or each element of the one list, is an event.
    void json(Reader in) throws IOException {
        begin();
        boolean isCut = false;
        JsonWalk walk = null;
        try (JsonParser parser = Json.parser(longStrings(in))) {
            JsonToken token = parser.nextToken();
            boolean isList = token == JsonToken.START_ARRAY;
            token = isList ? parser.nextToken() : token;
            while (token != null && !(isList && token == JsonToken.END_ARRAY)) {
                walk = new JsonWalk(scan, parser, out, texts, 0);
                walk.value(root, "");
                walk = null;
                texts.eventEnded("");
                token = parser.nextToken();
            }
        } catch (JacksonException e) {
            broken(e, walk);
            isCut = true;
            texts.eventEnded("");
        }
        drain(in);
        end(isCut);
    }

    private void begin() {
        out.writeStartObject();
        out.writeBooleanProperty("stream", true);
        out.writeName("events");
        out.writeStartArray();
    }

    private void end(boolean isCut) {
        out.writeEndArray();
        out.writeName("texts");
        texts.write(scan, out);
        out.writeBooleanProperty("cut", isCut);
        out.writeEndObject();
    }

    private void event(String name, Reader data) throws IOException {
        out.writeStartObject();
        if (!name.isEmpty()) {
            out.writeStringProperty("event", scan.plain(name, ""));
        }
        char[] peeked = new char[MOST_PEEKED];
        int count = 0;
        int first = 0;
        int read;
        while (count < MOST_PEEKED && (read = data.read(peeked, count, MOST_PEEKED - count)) >= 0) {
            count += read;
        }
        while (first < count && peeked[first] <= ' ') {
            first++;
        }
        String begins = new String(peeked, first, count - first);
        Reader whole = new Prefixed(peeked, count, data);
        if (begins.strip().equals(DONE)) {
            out.writeStringProperty(DATA, DONE);
        } else if (begins.startsWith("{") || begins.startsWith("[")) {
            out.writeName(DATA);
            json(name, whole);
        } else {
            text(whole);
        }
        drain(data);
        texts.eventEnded(name);
        out.writeEndObject();
    }

    private void text(Reader data) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[4096];
        int read;
        while ((read = data.read(buffer)) >= 0) {
            text.append(buffer, 0, read);
            if (text.length() > BodyScan.LONGEST) {
                throw new Incomplete(Incomplete.STREAM);
            }
        }
        if (!text.isEmpty()) {
            texts.piece(null, root, DATA, text.toString());
            out.writeStringProperty(DATA, "[text]");
        }
    }

    private void json(String name, Reader data) {
        JsonWalk walk = null;
        try (JsonParser parser = Json.parser(longStrings(data))) {
            walk = new JsonWalk(scan, parser, out, texts, 0);
            parser.nextToken();
            if (name.equals("chunk")) {
                chunk(parser, walk);
            } else {
                walk.value(root, "");
            }
        } catch (JacksonException e) {
            broken(e, walk);
        }
    }

    /// `{"bytes":"…"}`, as Bedrock's `invoke` puts the maker's events into messages.
    private void chunk(JsonParser parser, JsonWalk walk) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            walk.value(root, "");
            return;
        }
        boolean isWritten = false;
        try {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean isBytes = parser.currentName().equals("bytes") && !isWritten;
                if (parser.nextToken() != JsonToken.VALUE_STRING || !isBytes) {
                    parser.skipChildren();
                    continue;
                }
                String value = parser.getString();
                isWritten = value.length() <= LONGEST_CHUNK && inner(value);
            }
        } finally {
            if (!isWritten) {
                out.writeString(BodyScan.REDACTED);
            }
        }
    }

    private boolean inner(String base64) {
        byte[] json;
        try {
            json = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
        Reader text = new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8);
        JsonWalk walk = null;
        try (JsonParser parser = Json.parser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            walk = new JsonWalk(scan, parser, out, texts, 0);
            walk.value(root, "");
        } catch (JacksonException e) {
            broken(e, walk);
            return walk != null;
        }
        return true;
    }

    /// Ends an event that is no JSON, or is cut off: what was read of it stays.
    private static void broken(JacksonException e, @Nullable JsonWalk walk) {
        Incomplete bound = JsonWalk.bound(e);
        if (bound != null) {
            throw bound;
        }
        if (walk != null) {
            walk.close();
        }
    }

    private Reader longStrings(Reader in) {
        return new LongStrings(in, scan.tokens, scan.longTexts, BodyScan.LONGEST);
    }

    private static void drain(Reader in) throws IOException {
        char[] buffer = new char[4096];
        int read;
        do {
            read = in.read(buffer);
        } while (read >= 0);
    }

    /// Some characters and then a reader's.
    private static final class Prefixed extends Reader {
        private final Reader prefix;
        private final Reader rest;
        private boolean isRest;

        Prefixed(char[] chars, int count, Reader rest) {
            this.prefix = new StringReader(new String(chars, 0, count));
            this.rest = rest;
        }

        @Override
        public int read(char[] chars, int offset, int length) throws IOException {
            if (!isRest) {
                int count = prefix.read(chars, offset, length);
                if (count >= 0) {
                    return count;
                }
                isRest = true;
            }
            return rest.read(chars, offset, length);
        }

        @Override
        public void close() {}
    }
}
