package io.chirograph.console;

import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The text of a stream with the moments at which it came, as the call's event marks them.
///
/// Only of bytes that are those of the wire: of what was redacted or coded nobody knows which moment is whose.
/// @param pieces in their order
/// @param marks how many bytes had come when, as recorded
record Replay(List<Piece> pieces, List<Mark> marks) {
    /// Text that had come by a moment, and not by the mark before.
    /// @param at milliseconds since the first byte
    record Piece(long at, String text) {}

    record Mark(long at, String moment, String bytes) {}

    /// @param completed data of the event that ended the call; null where it has not
    /// @param wire the bytes as they are kept
    /// @param said the text that one line of the stream brings; empty for none
    /// @return null where the event marks no moments, or these are not the bytes of the wire
    static @Nullable Replay of(@Nullable JsonNode completed, byte[] wire, Function<String, String> said, int most) {
        if (completed == null || !isOfTheWire(completed.path("response").path("digest"), wire)) {
            return null;
        }
        JsonNode millis = completed.path("marks").path("millis");
        JsonNode bytes = completed.path("marks").path("bytes");
        if (millis.isEmpty() || millis.size() != bytes.size()) {
            return null;
        }
        List<Piece> pieces = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int shown = 0;
        int mark = 0;
        int line = 0;
        for (int i = 0; i < wire.length && shown < most; i++) {
            while (mark < bytes.size() - 1 && bytes.get(mark).asLong() <= i) {
                shown += add(pieces, millis.get(mark).asLong(), text);
                mark++;
            }
            if (wire[i] == '\n' || i == wire.length - 1) {
                text.append(said.apply(new String(wire, line, i + 1 - line, StandardCharsets.UTF_8)));
                line = i + 1;
            }
        }
        add(pieces, millis.get(mark).asLong(), text);
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i < millis.size(); i++) {
            long at = millis.get(i).asLong();
            marks.add(new Mark(at, Shown.duration(at), Shown.count(bytes.get(i).asLong())));
        }
        return pieces.isEmpty() ? null : new Replay(pieces, marks);
    }

    private static int add(List<Piece> pieces, long at, StringBuilder text) {
        int length = text.length();
        if (length > 0) {
            pieces.add(new Piece(at, Shown.block(text.toString(), Integer.MAX_VALUE)));
            text.setLength(0);
        }
        return length;
    }

    private static boolean isOfTheWire(JsonNode digest, byte[] wire) {
        return digest.path("length").asLong(-1) == wire.length
                && (!digest.path("alg").asString("").equals("sha256")
                        || digest.path("value").asString("").equals(Sha256.hex(wire)));
    }

    /// How long it took from the first byte to the last.
    String duration() {
        return Shown.duration(marks.getLast().at());
    }
}
