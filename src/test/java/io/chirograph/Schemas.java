package io.chirograph;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The published schemas, to hold what the program emits against. Safe for many threads.
public final class Schemas {
    public static final Path DIRECTORY = Path.of("docs/schema");
    private static final String URN = "urn:chirograph:schema:";
    private static final Map<String, String> TEXTS = read();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(TEXTS));
    private static final Map<String, Schema> BY_ID = new ConcurrentHashMap<>();

    /// What a path of the auditors' API answers, the first that fits.
    private static final Map<String, String> ANSWERS = Map.ofEntries(
            Map.entry("calls", "api.calls"),
            Map.entry("calls/[^/]+", "api.call"),
            Map.entry("calls/[^/]+/tools", "api.call-tools"),
            Map.entry("calls/[^/]+/content", "api.content"),
            Map.entry("events/[^/]+/content", "api.event-content"),
            Map.entry("events", "api.events"),
            Map.entry("events/[^/]+", "api.event"),
            Map.entry("logs", "api.logs"),
            Map.entry("logs/[^/]+/proof/inclusion", "api.inclusion-proof"),
            Map.entry("logs/[^/]+/proof/consistency", "api.consistency-proof"),
            Map.entry("archive/forecast", "api.forecast"),
            Map.entry("dataflow", "api.dataflow"),
            Map.entry("dataflow/observed", "api.places"),
            Map.entry("sow", "api.sow"),
            Map.entry("digests", "api.digest-answer"),
            Map.entry("coverage", "api.coverage"),
            Map.entry("summary", "api.summary"),
            Map.entry("timeline", "api.timeline"),
            Map.entry("requests", "api.requests"),
            Map.entry("requests/[^/]+", "api.request"),
            Map.entry("questions", "api.questions"),
            Map.entry("questions/[^/]+", "api.question"),
            Map.entry("exports/[^/]+/manifest", "api.export-manifest"),
            Map.entry("schemas", "api.schemas"));

    private Schemas() {}

    private static Map<String, String> read() {
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                texts.put(JsonMapper.shared().readTree(text).path("$id").asString(""), text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(texts);
    }

    public static List<Error> errors(String name, JsonNode value) {
        return errorsById(URN + name + ":1", value);
    }

    private static List<Error> errorsById(String id, JsonNode value) {
        assertThat(TEXTS).containsKey(id);
        return BY_ID.computeIfAbsent(id, each -> REGISTRY.getSchema(SchemaLocation.of(each)))
                .validate(value);
    }

    public static void assertValid(String name, JsonNode value) {
        assertThat(errors(name, value)).as("%s: %s", name, value).isEmpty();
    }

    /// An event is what the schemas of the envelope and of its type say. A type of somebody's own has a schema
    /// elsewhere.
    public static void assertEvent(byte[] canonical) {
        JsonNode event = JsonMapper.shared().readTree(canonical);
        assertValid("envelope", event);
        String id = event.path("dataschema").asString("");
        if (id.startsWith(URN)) {
            assertThat(errorsById(id, event.get("data")))
                    .as("data of %s", event)
                    .isEmpty();
        }
    }

    /// A JSON answer of the auditors' API is what the schema of its path says, and a problem what that of problems
    /// says.
    /// @param path behind `/audit/v1/`, a query included
    public static void assertAnswer(String path, @Nullable String type, byte[] body) {
        if (type == null || body.length == 0) {
            return;
        }
        if (type.equals("application/problem+json")) {
            assertValid("api.problem", JsonMapper.shared().readTree(body));
        } else if (type.equals("application/json") && !path.startsWith("openapi.json")) {
            String plain = path.replaceAll("\\?.*", "");
            String schema = ANSWERS.entrySet().stream()
                    .filter(answer -> plain.matches(answer.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no schema says what " + plain + " answers"));
            assertValid(schema, JsonMapper.shared().readTree(body));
        }
    }
}
