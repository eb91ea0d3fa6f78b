package io.chirograph.switches;

import io.chirograph.identity.SecretFile;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The switches that are thrown, as they lie in `switches.json` of the data directory: whole or not at all, and
/// forced. A file that cannot be read is not taken for one without switches.
final class SwitchFile {
    private final SecretFile file;

    SwitchFile(Path dataDirectory) {
        file = new SecretFile(dataDirectory.resolve("switches.json"));
    }

    /// @throws IllegalStateException the file is damaged
    List<Thrown> read() {
        return file.read().map(this::parsed).orElse(List.of());
    }

    void write(List<Thrown> thrown) {
        ObjectNode whole = JsonMapper.shared().createObjectNode().put("version", 1);
        ArrayNode list = whole.putArray("thrown");
        for (Thrown each : thrown) {
            list.addObject()
                    .put("scope", each.scope().toString())
                    .put("since", each.since().toString())
                    .put("reason", each.reason())
                    .put("endOpen", each.endsOpen());
        }
        file.write(whole.toString());
    }

    private List<Thrown> parsed(String text) {
        try {
            JsonNode whole = JsonMapper.shared().readTree(text);
            if (whole.path("version").asInt(0) != 1 || !whole.path("thrown").isArray()) {
                throw new IllegalArgumentException("its version is " + whole.path("version") + ", expected 1");
            }
            List<Thrown> thrown = new ArrayList<>();
            for (JsonNode each : whole.path("thrown")) {
                thrown.add(new Thrown(
                        Scope.parse(each.path("scope").asString()),
                        Instant.parse(each.path("since").asString()),
                        each.path("reason").asString(),
                        each.path("endOpen").asBoolean()));
            }
            return thrown;
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    file.path() + " does not say which switches are thrown: " + e.getMessage()
                            + "; mend it, or delete it to start with none thrown",
                    e);
        }
    }
}
