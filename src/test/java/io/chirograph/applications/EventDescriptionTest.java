package io.chirograph.applications;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The description of the endpoint, and the page about it, say what the program checks.
class EventDescriptionTest {
    private static final Path OPEN_API = Path.of("docs/applications-openapi.json");
    private static final Path PAGE = Path.of("docs/applications.md");
    private static final Pattern EVENT = Pattern.compile("'(\\{\"type\".*?})'", Pattern.DOTALL);

    private static JsonNode openApi() throws IOException {
        return JsonMapper.shared().readTree(Files.readAllBytes(OPEN_API));
    }

    @Test
    void itsExampleAndThoseOfThePageAreTaken() throws IOException {
        List<byte[]> examples = new ArrayList<>();
        openApi()
                .at("/components/schemas/Events/examples")
                .forEach(example -> examples.add(JsonMapper.shared().writeValueAsBytes(example)));
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
