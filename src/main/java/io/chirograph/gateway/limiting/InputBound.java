package io.chirograph.gateway.limiting;

import io.chirograph.gateway.dialect.DecodedBody;
import io.chirograph.gateway.dialect.FormData;
import io.chirograph.limits.LimitsProperties.Media;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamSource;

/// How many tokens a body can be at most: one for each byte of text, for no tokenizer makes more of it, and the
/// ceiling of its class for each picture, recording, video and file. One body, one thread.
///
/// What stands under a name that dialects have for media is of the class that its own `data:` URL says, else the
/// name, else the members beside it (`type`, `mimeType`, …), else what it stands in: whatever says it first from the
/// inside out. Where several say it at once the dearest counts, and so it does where nothing says it of a URL. All
/// else is text.
final class InputBound {
    private static final Set<String> MEDIA = Set.of(
            "url",
            "image_url",
            "audio_url",
            "video_url",
            "document_url",
            "file_url",
            "image",
            "images",
            "input_audio",
            "data",
            "file_data",
            "file_uri",
            "fileUri",
            "uri",
            "bytes",
            "b64_json");

    /// Names of media whose class others say better.
    private static final Set<String> VAGUE = Set.of("file_data", "file_uri", "fileUri");

    private static final Set<String> TYPES = Set.of("mime_type", "mimeType", "media_type", "mediaType", "format");

    /// Values of `type` that tell the form of media and not their class.
    private static final Set<String> FORMS = Set.of("base64", "url", "uri");

    /// Members that hold what tools take and give back.
    private static final Set<String> TOOLS = Set.of(
            "functionCall", "function_call", "functionResponse", "function_response", "toolUse", "toolSpec", "json");

    private static final int HEAD = 64;
    private static final int MOST_DEPTH = 64;
    private final Media ceilings;
    private final byte[] head = new byte[HEAD];
    private final @Nullable Place[] places = new Place[MOST_DEPTH];
    private int depth;
    private boolean isString;
    private boolean isEscaped;
    private boolean isAfterString;
    private long length;
    private long tokens;

    /// A list or an object that is open.
    private static final class Place {
        private String name = "";
        private Set<MediaClass> said = Set.of();
        private @Nullable MediaClass around;
        private Map<MediaClass, Long> waiting = Map.of();

        /// The tokens that count where nothing says the class.
        private long unknown;

        void open(String elements, @Nullable MediaClass named) {
            around = named;
            name = elements;
            said = Set.of();
            waiting = Map.of();
            unknown = 0;
        }

        void says(MediaClass one) {
            if (said.isEmpty()) {
                said = EnumSet.of(one);
            } else {
                said.add(one);
            }
        }

        void add(MediaClass one, long tokens) {
            if (waiting.isEmpty()) {
                waiting = new EnumMap<>(MediaClass.class);
            }
            waiting.merge(one, tokens, Long::sum);
        }

        /// @return -1 where nothing says the class of what waits
        long tokens() {
            if (said.isEmpty()) {
                return around == null ? -1 : waiting.getOrDefault(around, 0L);
            }
            long most = 0;
            for (MediaClass one : said) {
                most = Math.max(most, waiting.getOrDefault(one, 0L));
            }
            return most;
        }
    }

    private InputBound(Media ceilings) {
        this.ceilings = ceilings;
    }

    /// @return -1 where its content encoding is not known, or does not hold
    static long ofJson(@Nullable String contentEncoding, InputStreamSource body, Media ceilings) throws IOException {
        var bound = new InputBound(ceilings);
        var outcome = DecodedBody.read(contentEncoding, body, (bytes, offset, length) -> {
            bound.feed(bytes, offset, length);
            return true;
        });
        return outcome == DecodedBody.Outcome.READ ? bound.end() : -1;
    }

    /// The same for a form. One that parsers could read differently is text, all of it.
    /// @param file the class of what its field `file` holds
    static long ofForm(
            String contentType,
            @Nullable String contentEncoding,
            InputStreamSource body,
            MediaClass file,
            Media ceilings)
            throws IOException {
        var whole = new long[1];
        var field = new long[1];
        var tokens = new long[1];
        FormData form = FormData.of(
                contentType,
                (name, value) -> {
                    tokens[0] += ofField(name, file).tokens(field[0], ceilings);
                    field[0] = 0;
                },
                (name, bytes, length) -> field[0] += length);
        var isRead = new boolean[] {form != null};
        var outcome = DecodedBody.read(contentEncoding, body, (bytes, offset, length) -> {
            whole[0] += length;
            isRead[0] = isRead[0] && form != null && form.read(bytes, offset, length);
            return true;
        });
        if (outcome != DecodedBody.Outcome.READ) {
            return -1;
        }
        return isRead[0] && form != null && form.done() ? tokens[0] : whole[0];
    }

    private static MediaClass ofField(String name, MediaClass file) {
        int list = name.indexOf('[');
        return switch (list < 0 ? name : name.substring(0, list)) {
            case "file" -> file;
            case "image", "mask", "input_reference" -> MediaClass.IMAGE;
            default -> MediaClass.TEXT;
        };
    }

    private long end() {
        string();
        while (depth > 0) {
            close();
        }
        Place root = place();
        return tokens + Math.max(root.tokens(), root.unknown);
    }

    private Place place() {
        int at = Math.min(depth, MOST_DEPTH - 1);
        Place known = places[at];
        if (known == null) {
            known = new Place();
            places[at] = known;
        }
        return known;
    }

    private void feed(byte[] bytes, int offset, int count) {
        int end = offset + count;
        int i = offset;
        while (i < end) {
            if (isString) {
                i = inside(bytes, i, end);
            } else {
                outside(bytes[i]);
                i++;
            }
        }
    }

    private void outside(byte b) {
        tokens++;
        if (isAfterString && b == ':') {
            place().name = length <= HEAD ? headText() : "";
            tokens += length;
            length = 0;
            isAfterString = false;
        } else if (isAfterString && b > ' ') {
            string();
        }
        switch (b) {
            case '"' -> isString = true;
            case '{' -> open("");
            case '[' -> open(place().name);
            case '}', ']' -> close();
            default -> {}
        }
    }

    /// @param elements what its values are called before it names them
    private void open(String elements) {
        String name = place().name;
        depth++;
        if (depth < MOST_DEPTH) {
            MediaClass named = TOOLS.contains(name) ? MediaClass.TEXT : MediaClass.named(name);
            place().open(elements, named);
        }
    }

    private void close() {
        if (depth == 0) {
            return;
        }
        Place closed = place();
        depth--;
        if (depth >= MOST_DEPTH - 1 || closed.waiting.isEmpty()) {
            return;
        }
        long said = closed.tokens();
        if (said >= 0) {
            tokens += said;
        } else {
            Place outer = place();
            closed.waiting.forEach(outer::add);
            outer.unknown += closed.unknown;
        }
    }

    /// Takes a string to its end, or as far as there is something of it.
    /// @return where it stopped
    private int inside(byte[] bytes, int from, int end) {
        int i = from;
        boolean isEnded = false;
        while (i < end && !isEnded) {
            byte b = bytes[i++];
            if (isEscaped) {
                isEscaped = false;
            } else if (b == '\\') {
                isEscaped = true;
            } else {
                isEnded = b == '"';
            }
        }
        int taken = isEnded ? i - 1 - from : i - from;
        if (length < HEAD) {
            System.arraycopy(bytes, from, head, (int) length, (int) Math.min(taken, HEAD - length));
        }
        length += taken;
        if (isEnded) {
            tokens++;
            isString = false;
            isAfterString = true;
        }
        return i;
    }

    private String headText() {
        return new String(head, 0, (int) Math.min(length, HEAD), StandardCharsets.ISO_8859_1);
    }

    /// The string before is a value.
    private void string() {
        if (isAfterString || length > 0) {
            Place place = place();
            if (MEDIA.contains(place.name)) {
                media(place);
            } else {
                says(place);
                tokens += length;
            }
        }
        length = 0;
        isAfterString = false;
    }

    private void says(Place place) {
        boolean isType = place.name.equals("type");
        if ((isType || TYPES.contains(place.name)) && length <= HEAD) {
            String value = headText();
            MediaClass said = isType ? MediaClass.named(value) : MediaClass.ofType(value.replace("\\/", "/"));
            if (said != null) {
                place.says(said);
            } else if (isType && !FORMS.contains(value)) {
                place.says(MediaClass.TEXT);
            }
        }
    }

    private void media(Place place) {
        String text = headText().replace("\\/", "/");
        boolean isData = text.startsWith("data:");
        MediaClass own = isData ? MediaClass.ofType(text.substring("data:".length())) : null;
        if (own == null && !VAGUE.contains(place.name)) {
            own = MediaClass.named(place.name);
        }
        if (own != null) {
            tokens += own.tokens(length, ceilings);
            return;
        }
        long dearest = 0;
        for (MediaClass one : MediaClass.values()) {
            long of = one.tokens(length, ceilings);
            place.add(one, of);
            dearest = one == MediaClass.TEXT ? dearest : Math.max(dearest, of);
        }
        boolean isUrl = isData || text.contains("://");
        boolean isFile = VAGUE.contains(place.name);
        place.unknown += isFile ? MediaClass.FILE.tokens(length, ceilings) : isUrl ? dearest : length;
    }
}
