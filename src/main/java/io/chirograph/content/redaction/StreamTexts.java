package io.chirograph.content.redaction;

import io.chirograph.content.redaction.rules.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The texts of a stream, each put together from its pieces. Memory is bounded. One thread.
///
/// Two pieces belong together where they stand at the same path of events of one type; in lists the `index` that an
/// element names counts, else its place.
final class StreamTexts {
    /// A piece that is so long and nothing but letters of base64 is a file's bytes.
    static final int LEAST_FILE = 512;

    private static final int MOST_TEXTS = 4096;
    private static final int MOST_CHARS = 16 << 20;
    private static final int LONGEST_PATH = 1024;

    private record Piece(@Nullable Frame frame, State state, String name, String value) {}

    private record Place(int choice, int part, String path) {}

    private static final class Text {
        private final State state;
        private final String name;
        private final StringBuilder text = new StringBuilder();

        Text(State state, String name) {
            this.state = state;
            this.name = name;
        }
    }

    private final List<Piece> pieces = new ArrayList<>();
    private final Map<Place, Text> texts = new LinkedHashMap<>();
    private long chars;

    /// Takes a piece. Which text it continues is known when its event has ended.
    void piece(@Nullable Frame frame, State state, String name, String value) {
        chars += value.length();
        if (chars > MOST_CHARS) {
            throw new Incomplete(Incomplete.STREAM);
        }
        pieces.add(new Piece(frame, state, name, value));
    }

    /// The event that was being read has ended.
    /// @param event its name; empty where it has none
    void eventEnded(String event) {
        for (Piece piece : pieces) {
            Place place = place(piece, event);
            Text text = texts.get(place);
            if (text == null) {
                if (texts.size() == MOST_TEXTS || place.path().length() > LONGEST_PATH) {
                    throw new Incomplete(Incomplete.STREAM);
                }
                text = new Text(piece.state(), piece.name());
                texts.put(place, text);
            }
            if (text.text.length() + piece.value().length() > BodyScan.LONGEST) {
                throw new Incomplete(Incomplete.STREAM);
            }
            text.text.append(piece.value());
        }
        pieces.clear();
    }

    private static Place place(Piece piece, String event) {
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = piece.frame(); frame != null; frame = frame.parent) {
            frames.addFirst(frame);
        }
        StringBuilder path = new StringBuilder(event);
        int choice = 0;
        int part = 0;
        for (Frame frame : frames) {
            boolean isRoot = frame.parent == null || frame == frames.getFirst();
            if (isRoot && event.isEmpty()) {
                path.append(frame.type);
            }
            if (frame.place >= 0) {
                int at = frame.index >= 0 ? frame.index : frame.place;
                path.append('[').append(at).append(']');
                boolean isChoice = frame.name.equals("choices") || frame.name.equals("candidates");
                choice = isChoice ? at : choice;
                part = isChoice ? part : at;
            } else {
                path.append(path.isEmpty() || frame.member.isEmpty() ? "" : ".").append(frame.member);
                part = frame.index >= 0 ? frame.index : part;
                path.append(frame.index >= 0 ? "[" + frame.index + "]" : "");
            }
            path.append(frame.output >= 0 ? "[" + frame.output + "]" : "");
            path.append(frame.content >= 0 ? "[" + frame.content + "]" : "");
            path.append(frame.isThought ? "(thought)" : "");
            path.append(frame.item.isEmpty() ? "" : "(" + frame.item + ")");
            part = frame.content >= 0 ? frame.content : part;
        }
        Frame last = piece.frame();
        if (last == null || !last.isList) {
            path.append(path.isEmpty() ? "" : ".").append(piece.name());
        } else {
            path.append("[]");
        }
        return new Place(choice, part, path.toString());
    }

    /// Writes the texts, redacted.
    void write(BodyScan scan, JsonGenerator out) {
        out.writeStartArray();
        for (Map.Entry<Place, Text> each : texts.entrySet()) {
            Text text = each.getValue();
            String value = text.text.toString();
            out.writeStartObject();
            out.writeNumberProperty("choice", each.getKey().choice());
            out.writeNumberProperty("part", each.getKey().part());
            out.writeStringProperty("path", scan.plain(each.getKey().path(), ""));
            out.writeStringProperty("text", scan.string(text.state, text.name, value, 0));
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
