package io.chirograph.applications;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The description of the endpoint, and the page about it, say what the program checks.
class OpenApiTest {
    private static final Path OPEN_API = Path.of("docs/applications-openapi.json");
    private static final Path PAGE = Path.of("docs/applications.md");
    private static final Pattern EVENT = Pattern.compile("'(\\{\"type\".*?})'", Pattern.DOTALL);
    private static final Map<String, String> TYPES = Map.of(
            "document.processed", "DocumentProcessed",
            "decision.recorded", "DecisionRecorded",
            "permission.changed", "PermissionChanged",
            "state.changed", "StateChanged");

    private static JsonNode openApi() throws IOException {
        return JsonMapper.shared().readTree(Files.readAllBytes(OPEN_API));
    }

    @Test
    void theDescriptionHasTheSchemasThatAreChecked() throws IOException {
        JsonNode schemas = openApi().path("components").path("schemas");
        for (Map.Entry<String, String> type : TYPES.entrySet()) {
            JsonNode checked;
            try (InputStream in = Objects.requireNonNull(
                    OpenApiTest.class.getResourceAsStream("/applications/" + type.getKey() + ".json"))) {
                checked = ((ObjectNode) JsonMapper.shared().readTree(in)).without(List.of("$schema", "$id", "title"));
            }
            JsonNode described = schemas.path(type.getValue()).path("properties");
            assertThat(described.path("data")).as(type.getKey()).isEqualTo(checked);
            assertThat(described.path("type").path("const").asString()).isEqualTo(type.getKey());
        }
    }

    @Test
    void itsExampleAndThoseOfThePageAreTaken() throws IOException {
        List<byte[]> examples = new ArrayList<>();
        openApi()
                .at("/paths/~1v1~1events/post/requestBody/content/application~1json/examples")
                .forEach(example -> examples.add(JsonMapper.shared().writeValueAsBytes(example.path("value"))));
        Matcher found = EVENT.matcher(Files.readString(PAGE));
        while (found.find()) {
            examples.add(found.group(1).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(examples).hasSizeGreaterThan(1);
        for (byte[] example : examples) {
            assertThat(EventReaderTest.reader(Map.of()).read(null, example)).hasSize(1);
        }
    }

    @Test
    void itsStatusesAreThoseOfTheCodes() throws IOException {
        assertThat(openApi().at("/paths/~1v1~1events/post/responses").propertyNames())
                .contains(
                        "202",
                        Integer.toString(ErrorCode.EVENT_INVALID.status()),
                        Integer.toString(ErrorCode.EVENTS_TOO_MANY.status()),
                        Integer.toString(ErrorCode.MEDIA_TYPE_UNSUPPORTED.status()),
                        Integer.toString(ErrorCode.IDEMPOTENCY_KEY_REUSED.status()),
                        Integer.toString(ErrorCode.RECORDING_UNAVAILABLE.status()));
    }

    @Test
    void anEventIsOneOfItsTypes() throws IOException {
        ObjectNode schema = ((ObjectNode) openApi()).deepCopy();
        schema.put("$ref", "#/components/schemas/Event");
        var event = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
        assertThat(event.validate(JsonMapper.shared()
                        .readTree("{\"type\":\"state.changed\",\"data\":{\"entity\":\"e\",\"after\":1}}")))
                .isEmpty();
        assertThat(event.validate(
                        JsonMapper.shared().readTree("{\"type\":\"com.example.x\",\"data\":{\"anything\":1}}")))
                .isEmpty();
        assertThat(event.validate(JsonMapper.shared().readTree("{\"type\":\"state.changed\",\"data\":{\"entity\":7}}")))
                .isNotEmpty();
    }
}
