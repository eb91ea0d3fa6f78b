package io.chirograph.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How one call ended for its caller.
///
/// @param id the caller's own, sent as `X-Client-Request-Id`
/// @param callId the gateway's, as the answer named it; empty where no answer began
/// @param sha256 of the answer's body, as far as it came
/// @param length of that body
/// @param asked SHA-256 of the request's body; empty where nobody noted it
/// @param receipt that came with the answer; empty where none did, or nobody noted it
record Seen(String id, End end, String callId, String sha256, long length, String asked, String receipt) {
    Seen(String id, End end, String callId, String sha256, long length) {
        this(id, end, callId, sha256, length, "");
    }

    Seen(String id, End end, String callId, String sha256, long length, String asked) {
        this(id, end, callId, sha256, length, asked, "");
    }

    enum End {
        /// 200, the body whole by its framing, and of a stream the terminal event.
        COMPLETE,
        /// A whole answer with another status.
        REFUSED,
        /// No whole answer.
        CUT
    }

    Map<String, Object> note() {
        return Map.of(
                "id",
                id,
                "end",
                end.name(),
                "callId",
                callId,
                "sha256",
                sha256,
                "length",
                length,
                "asked",
                asked,
                "receipt",
                receipt);
    }

    /// What was noted in a file; a last line that is not whole is not counted.
    static List<Seen> read(Path notes) throws IOException {
        List<Seen> all = new ArrayList<>();
        String text = Files.exists(notes) ? Files.readString(notes, StandardCharsets.UTF_8) : "";
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            JsonNode note = JsonMapper.shared().readTree(line);
            all.add(new Seen(
                    note.at("/id").stringValue(),
                    End.valueOf(note.at("/end").stringValue()),
                    note.at("/callId").stringValue(),
                    note.at("/sha256").stringValue(),
                    note.at("/length").longValue(),
                    note.at("/asked").asString(""),
                    note.at("/receipt").asString("")));
        }
        return all;
    }
}
