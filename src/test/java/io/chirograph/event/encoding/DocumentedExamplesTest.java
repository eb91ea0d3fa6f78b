package io.chirograph.event.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DocumentedExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    @Test
    void theExamplesInTheDocumentationAreValidEvents() throws IOException, MalformedEventException {
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("docs/events.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(examples).hasSize(2);
        for (String example : examples) {
            JsonNode event = JsonMapper.shared().readTree(example);
            EventView view = EventView.read(CanonicalJson.encode(event));
            JsonNode schema =
                    JsonMapper.shared().readTree(Files.readString(Path.of("docs/schema", view.type() + ".json")));

            assertThat(view.dataSchema()).isEqualTo(schema.get("$id").stringValue());
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(schema)
                            .validate(event.get("data")))
                    .isEmpty();
        }
    }

    @Test
    void theDocumentationListsEveryType() throws IOException {
        String text = Files.readString(Path.of("docs/events.md"));
        for (EventType type : EventType.values()) {
            assertThat(text).contains("[`" + type.wire() + "`](schema/" + type.wire() + ".json)");
        }
    }
}
