package io.chirograph.console;

import io.chirograph.query.content.ContentReader;
import io.chirograph.support.coding.ContentCoding;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Content as a page shows it: who said what, and the bytes as text. Whatever it holds, it is text and bounded.
/// @param note why there is less than the whole; empty where there is not
/// @param turns what was said, by role; empty of what no dialect's form is
/// @param raw all of it as text
/// @param replay a stream's text with the moments at which it came; null of what is none, or where they are not known
record ContentView(
        String part,
        String level,
        String mediaType,
        String length,
        boolean opened,
        String note,
        List<Turn> turns,
        List<Piece> raw,
        @Nullable Replay replay) {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_RAW = 100_000;
    private static final int MOST_TEXT = 20_000;
    private static final int MOST_TURNS = 200;
    private static final Pattern REDACTED = Pattern.compile("\\[(?:redacted|[a-z][a-z0-9-]{0,39}:[0-9a-f]{4,64})\\]");
    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /// What one role said.
    record Turn(String role, List<Piece> text) {}

    /// A piece of text.
    /// @param redacted whether it stands for something that was taken out
    record Piece(String text, boolean redacted) {}

    /// @param completed data of the event that ended the call; null where none did, and of a request
    static ContentView of(ContentReader.Content content, @Nullable JsonNode completed) throws IOException {
        byte[] stored = content.bytes().readNBytes(MOST_BYTES);
        String type = content.mediaType() == null ? "" : content.mediaType();
        String cut = content.length() > stored.length ? "Only the first MiB is shown." : "";
        if (content.level().equals("encrypted") && !content.opened()) {
            return view(content, type, "It is encrypted; a recipient opens it after the download.", List.of(), "");
        }
        byte[] plain = ContentCoding.whole(stored, content.contentEncoding(), MOST_BYTES);
        if (plain == null) {
            return view(content, type, "Its encoding cannot be undone here; download it.", List.of(), "");
        }
        String text = new String(plain, StandardCharsets.UTF_8);
        if (type.toLowerCase(Locale.ROOT).contains("event-stream")) {
            Replay replay = Replay.of(completed, plain, ContentView::said, MOST_TEXT * 2);
            ContentView view = view(content, type, cut, replay == null ? streamed(text) : List.of(), text);
            return replay == null ? view : view.with(replay);
        }
        JsonNode json = json(text);
        return json == null
                ? view(content, type, cut, List.of(), text)
                : view(content, type, cut, turns(json), PRETTY.writeValueAsString(json));
    }

    private static ContentView view(
            ContentReader.Content content, String type, String note, List<Turn> turns, String raw) {
        return new ContentView(
                content.part(),
                content.level(),
                Shown.line(type),
                Shown.bytes((double) content.length()),
                content.opened(),
                note,
                turns,
                pieces(raw, MOST_RAW),
                null);
    }

    private ContentView with(Replay as) {
        return new ContentView(part, level, mediaType, length, opened, note, turns, raw, as);
    }

    private static @Nullable JsonNode json(String text) {
        try {
            return PRETTY.readTree(text);
        } catch (JacksonException none) {
            return null;
        }
    }

    /// What was said in a body of chat completions, messages or responses.
    private static List<Turn> turns(JsonNode body) {
        List<Turn> turns = new ArrayList<>();
        add(turns, "system", body.path("system"));
        add(turns, "system", body.path("instructions"));
        body.path("messages").forEach(message -> message(turns, message));
        JsonNode input = body.path("input");
        if (input.isArray()) {
            input.forEach(message -> message(turns, message));
        } else {
            add(turns, "user", input);
        }
        body.path("choices").forEach(choice -> message(turns, choice.path("message")));
        body.path("output").forEach(message -> message(turns, message));
        if (body.has("role")) {
            message(turns, body);
        }
        return turns;
    }

    private static void message(List<Turn> turns, JsonNode message) {
        String role = message.path("role").asString(message.path("type").asString("unnamed"));
        add(turns, role, message.path("content"));
        add(turns, role + " asks for tools", message.path("tool_calls"));
    }

    private static void add(List<Turn> turns, String role, JsonNode content) {
        if (content.isMissingNode() || content.isNull() || (content.isEmpty() && !content.isString())) {
            return;
        }
        StringBuilder text = new StringBuilder();
        if (content.isString()) {
            text.append(content.stringValue());
        } else {
            for (JsonNode part : content.isArray() ? content : List.of(content)) {
                JsonNode said = part.path("text");
                text.append(said.isString() ? said.stringValue() : Attachment.of(part))
                        .append('\n');
            }
        }
        if (turns.size() < MOST_TURNS) {
            turns.add(new Turn(Shown.line(role), pieces(text.toString(), MOST_TEXT)));
        }
    }

    /// The text of a stream, put together of its pieces.
    private static List<Turn> streamed(String text) {
        StringBuilder said = new StringBuilder();
        text.lines().filter(line -> said.length() < MOST_TEXT * 2).forEach(line -> said.append(said(line)));
        return said.isEmpty()
                ? List.of()
                : List.of(new Turn("assistant, put together of the stream", pieces(said.toString(), MOST_TEXT)));
    }

    /// The text that one line of a stream brings.
    private static String said(String line) {
        StringBuilder said = new StringBuilder();
        JsonNode data = line.startsWith("data:") ? json(line.substring("data:".length())) : null;
        if (data != null) {
            append(said, data.path("choices").path(0).path("delta").path("content"));
            append(said, data.path("delta").path("text"));
            append(said, data.path("delta"));
        }
        return said.toString();
    }

    private static void append(StringBuilder said, JsonNode piece) {
        if (piece.isString()) {
            said.append(piece.stringValue());
        }
    }

    static List<Piece> pieces(String text, int most) {
        String shown = Shown.block(text, most);
        List<Piece> pieces = new ArrayList<>();
        Matcher found = REDACTED.matcher(shown);
        int from = 0;
        while (found.find()) {
            if (found.start() > from) {
                pieces.add(new Piece(shown.substring(from, found.start()), false));
            }
            pieces.add(new Piece(found.group(), true));
            from = found.end();
        }
        if (from < shown.length()) {
            pieces.add(new Piece(shown.substring(from), false));
        }
        return pieces;
    }

    /// Images, sounds and files in a message, by their digests: what they show is not shown here.
    private static final class Attachment {
        private static final Pattern DATA_URL =
                Pattern.compile("data:([^;,]{0,100})[^,]{0,200};base64,(.*)", Pattern.DOTALL);

        /// Where dialects put bytes or an address: OpenAI's parts, Anthropic's sources.
        private static final List<String> PLACES = List.of(
                "/image_url/url",
                "/image_url",
                "/file/file_data",
                "/file_data",
                "/input_audio/data",
                "/source/data",
                "/source/url");

        private Attachment() {}

        /// A part of a message that is no text, in words; as JSON where nothing is known of it.
        static String of(JsonNode part) {
            for (String place : PLACES) {
                JsonNode found = part.at(place);
                if (found.isString()) {
                    String type = part.path("source")
                            .path("media_type")
                            .asString(part.path("input_audio").path("format").asString(""));
                    return "[" + part.path("type").asString("attachment") + ": " + words(type, found.stringValue())
                            + "]";
                }
            }
            return part.toString();
        }

        private static String words(String type, String value) {
            Matcher data = DATA_URL.matcher(value);
            boolean isAddress = value.toLowerCase(Locale.ROOT).matches("(?s)[a-z][a-z0-9+.-]{0,20}:.*");
            if (!data.matches() && isAddress) {
                return "at " + value;
            }
            String media = data.matches() ? data.group(1) : type;
            try {
                byte[] bytes = Base64.getMimeDecoder().decode(data.matches() ? data.group(2) : value);
                return (media.isEmpty() ? "" : media + ", ") + bytes.length + " bytes, sha256:" + Sha256.hex(bytes);
            } catch (IllegalArgumentException e) {
                return (media.isEmpty() ? "" : media + ", ") + value.length() + " characters that are no Base64";
            }
        }
    }
}
