package io.chirograph.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The events in the files of a journal, found by how their canonical form begins; content that begins so is passed
/// over. It does not check the journal, whose own tests do.
public final class JournalView {
    private static final byte[] BEGIN = "{\"data\":".getBytes(StandardCharsets.US_ASCII);

    private final List<JsonNode> events = new ArrayList<>();

    private JournalView() {}

    public static JournalView of(Path directory) throws IOException {
        var view = new JournalView();
        try (var files = Files.newDirectoryStream(directory, "*.journal")) {
            List<Path> sorted = new ArrayList<>();
            files.forEach(sorted::add);
            sorted.sort(null);
            for (Path file : sorted) {
                view.read(Files.readAllBytes(file));
            }
        }
        return view;
    }

    private void read(byte[] bytes) {
        for (int i = 0; i + BEGIN.length < bytes.length; i++) {
            if (bytes[i] == '{' && begins(bytes, i)) {
                int end = end(bytes, i);
                try {
                    JsonNode found = JsonMapper.shared().readTree(bytes, i, end - i);
                    if (found.has("specversion")) {
                        events.add(found);
                        i = end - 1;
                    }
                } catch (JacksonException e) {
                    assert end <= bytes.length : e; // torn off, or content that begins as an event does
                }
            }
        }
    }

    private static boolean begins(byte[] bytes, int at) {
        for (int k = 0; k < BEGIN.length; k++) {
            if (bytes[at + k] != BEGIN[k]) {
                return false;
            }
        }
        return true;
    }

    private static int end(byte[] bytes, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < bytes.length; i++) {
            byte b = bytes[i];
            if (quoted) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    quoted = false;
                }
            } else if (b == '"') {
                quoted = true;
            } else if (b == '{') {
                depth++;
            } else if (b == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return bytes.length;
    }

    public List<JsonNode> events() {
        return events;
    }

    /// The data of a call's event of a type; empty when there is none.
    public Optional<JsonNode> find(String type, String callId) {
        return events.stream()
                .filter(event -> event.at("/type").stringValue().equals(type))
                .map(event -> event.at("/data"))
                .filter(data -> data.at("/callId").isString()
                        && data.at("/callId").stringValue().equals(callId))
                .findFirst();
    }

    public JsonNode started(String callId) {
        return find("ai.call.started", callId).orElseThrow(() -> new AssertionError("no started event of " + callId));
    }

    public JsonNode completed(String callId) {
        return find("ai.call.completed", callId)
                .orElseThrow(() -> new AssertionError("no completed event of " + callId));
    }
}
