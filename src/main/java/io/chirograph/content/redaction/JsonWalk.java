package io.chirograph.content.redaction;

import io.chirograph.content.redaction.rules.Action;
import io.chirograph.content.redaction.rules.State;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/// Redacts JSON token by token, and writes it anew. One thread.
final class JsonWalk {
    private static final String TEXT = "[text]";

    private final BodyScan scan;
    private final JsonParser in;
    private final JsonGenerator out;
    private final @Nullable StreamTexts texts;
    private final int level;
    private @Nullable Frame frame;
    private boolean isNamed;

    /// @param texts takes the texts of a stream; null where a body is no stream
    JsonWalk(BodyScan scan, JsonParser in, JsonGenerator out, @Nullable StreamTexts texts, int level) {
        this.scan = scan;
        this.in = in;
        this.out = out;
        this.texts = texts;
        this.level = level;
    }

    /// Redacts JSON in a string, for [NestedJson].
    static @Nullable String nested(BodyScan scan, String json, State state, String name, int level) {
        StringWriter written = new StringWriter();
        try (JsonParser in = Json.parser(new StringReader(json));
                JsonGenerator out = Json.generator(written)) {
            JsonWalk walk = new JsonWalk(scan, in, out, null, level);
            in.nextToken();
            walk.value(state, name);
            if (in.nextToken() != null) {
                return null; // text follows
            }
        } catch (JacksonException notJson) {
            return null;
        }
        return written.toString();
    }

    /// Redacts the value that begins with the parser's token.
    void value(State state, String name) {
        one(state, name, "", -1);
        while (frame != null) {
            Frame open = frame;
            JsonToken token = in.nextToken();
            if (token == null) {
                return; // the parser says so itself where something is open
            }
            if (token == JsonToken.PROPERTY_NAME) {
                open.current = in.currentName();
            } else if (token == JsonToken.END_OBJECT) {
                out.writeEndObject();
                frame = open.parent;
            } else if (token == JsonToken.END_ARRAY) {
                out.writeEndArray();
                frame = open.parent;
            } else if (open.isList) {
                int place = open.count++;
                one(open.state.element(place), open.name, "", place);
            } else {
                member(open);
            }
        }
    }

    /// Ends what a broken text left open.
    void close() {
        if (isNamed) {
            out.writeNull();
            isNamed = false;
        }
        while (frame != null) {
            if (frame.isList) {
                out.writeEndArray();
            } else {
                out.writeEndObject();
            }
            frame = frame.parent;
        }
    }

    private void member(Frame open) {
        State state = open.state.member(open.current);
        if (state.action() == Action.DROP) {
            scan.count(state);
            in.skipChildren();
            return;
        }
        out.writeName(BodyScan.whole(scan.name(open.current)));
        isNamed = true;
        one(state, open.current, open.current, -1);
    }

    private void one(State state, String name, String member, int place) {
        JsonToken token = Objects.requireNonNull(in.currentToken());
        Action action = state.action();
        if (token.isStructStart()) {
            if (action.takesAll()) {
                whole(state);
                isNamed = false;
                return;
            }
            boolean isList = token == JsonToken.START_ARRAY;
            isNamed = false;
            frame = new Frame(frame, state, name, isList, member, place);
            if (isList) {
                out.writeStartArray();
            } else {
                out.writeStartObject();
            }
            return;
        }
        scalar(token, state, name);
        isNamed = false;
    }

    private void scalar(JsonToken token, State state, String name) {
        Action action = state.action();
        if (action == Action.DROP) {
            scan.count(state);
            out.writeNull();
        } else if (token == JsonToken.VALUE_STRING) {
            string(state, name, in.getString());
        } else if (token == JsonToken.VALUE_NULL) {
            out.writeNull();
        } else if (action.takesAll()) {
            out.writeString(scan.string(state, name, in.getString(), level));
        } else if (action == Action.TEXT) {
            scan.count(state);
            out.writeNull();
        } else if (token.isNumeric()) {
            String digits = in.getString();
            learn(name, digits);
            String number = scan.number(state, name, digits);
            if (number.equals(digits)) {
                out.writeNumber(digits);
            } else {
                out.writeString(number);
            }
        } else {
            if (frame != null && name.equals("thought")) {
                frame.isThought = token == JsonToken.VALUE_TRUE;
            }
            out.writeBoolean(token == JsonToken.VALUE_TRUE);
        }
    }

    private void string(State state, String name, String value) {
        StreamTexts stream = texts;
        if (stream == null || value.isEmpty() || scan.longTexts.of(value) != null) {
            out.writeString(scan.string(state, name, value, level));
            return;
        }
        if (frame != null && name.equals("type")) {
            frame.type = value;
        } else if (frame != null && name.equals("item_id")) {
            frame.item = value;
        }
        boolean isWhole = switch (state.action()) {
            case KEEP, MASK, DROP, DATA -> true;
            case SCAN, TEXT, URL, DIGEST, TOKENISE -> FileDigest.looksLike(value, StreamTexts.LEAST_FILE);
        };
        if (isWhole) {
            out.writeString(scan.string(state, name, value, level));
        } else {
            stream.piece(frame, state, name, value);
            out.writeString(TEXT);
        }
    }

    /// Notes which text of a stream the strings of this object continue.
    private void learn(String name, String digits) {
        if (texts == null || frame == null || frame.isList || digits.length() > 6) {
            return;
        }
        switch (name) {
            case "index", "contentBlockIndex" -> frame.index = index(digits);
            case "output_index" -> frame.output = index(digits);
            case "content_index", "summary_index" -> frame.content = index(digits);
            default -> {}
        }
    }

    private static int index(String digits) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value;
    }

    /// An object or a list as a whole, whose tokens are read and not kept.
    private void whole(State state) {
        scan.count(state);
        switch (state.action()) {
            case DROP -> {
                in.skipChildren();
                out.writeNull();
            }
            case MASK -> {
                in.skipChildren();
                out.writeString(BodyScan.REDACTED);
            }
            default -> out.writeString(digest());
        }
    }

    private String digest() {
        Mac mac = scan.tokens.begin("digest of json");
        int depth = 0;
        JsonToken token = Objects.requireNonNull(in.currentToken());
        while (true) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            mac.update((byte) token.id());
            if (!token.isStructStart() && !token.isStructEnd()) {
                String text = in.getString();
                LongText longText = scan.longTexts.of(text);
                byte[] bytes = (longText == null ? text : longText.text()).getBytes(StandardCharsets.UTF_8);
                mac.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
                mac.update((byte) ':');
                mac.update(bytes);
            }
            if (depth == 0) {
                return Tokens.digested(mac.doFinal());
            }
            JsonToken next = in.nextToken();
            if (next == null) {
                throw new Incomplete(Incomplete.DEPTH);
            }
            token = next;
        }
    }

    /// What the parser had read already of what follows, and the rest.
    String rest(Reader source) throws IOException {
        CharArrayWriter rest = new CharArrayWriter();
        in.releaseBuffered(rest);
        char[] buffer = new char[8192];
        int count;
        while ((count = source.read(buffer)) >= 0) {
            rest.write(buffer, 0, count);
            if (rest.size() > BodyScan.LONGEST) {
                throw new Incomplete(Incomplete.VALUE);
            }
        }
        return rest.toString();
    }

    /// Whether the text is right and goes beyond a bound.
    static @Nullable Incomplete bound(JacksonException e) {
        if (!(e instanceof StreamConstraintsException)) {
            return null;
        }
        boolean isDeep = e.getMessage() != null && e.getMessage().contains("nesting depth");
        return new Incomplete(isDeep ? Incomplete.DEPTH : Incomplete.VALUE);
    }
}
