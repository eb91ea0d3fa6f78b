package io.chirograph.event.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chirograph.SettableClock;
import io.chirograph.event.Event;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.RandomFacts;
import io.chirograph.event.facts.SampleFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The published schemas and the encoder say the same.
@Tag("slow")
class SchemaTest {
    private static final Path DIRECTORY = Path.of("docs/schema");
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Set<String> KINDS = Set.of("structural", "identifying");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Schema ENVELOPE = REGISTRY.getSchema(tree("envelope"));
    private static final Map<EventType, Schema> SCHEMAS = schemas();

    private final EventEncoder encoder =
            new EventEncoder("example.com/chirograph/gw-1", new SettableClock(Instant.parse("2026-11-21T09:30:00Z")));

    @Property(tries = 150)
    void everyEventIsValidWhateverItsFactsHold(@ForAll long seed) {
        new RandomFacts(seed).events(encoder).forEach((type, event) -> {
            assertThat(event.canonical().length).isLessThanOrEqualTo(EventEncoder.MAX_BYTES);
            assertThat(EventView.isCanonical(event.canonical())).isTrue();
            assertValid(type, event);
        });
    }

    @Test
    void theWorstFactsAreValidToo() {
        UUID call = new UUID(1, 2);
        assertValid(EventType.CALL_STARTED, encoder.encode(SampleFacts.worstStarted(call)));
        assertValid(EventType.CALL_COMPLETED, encoder.encode(SampleFacts.worstCompleted(call)));
        assertValid(EventType.CALL_REFUSED, encoder.encode(SampleFacts.worstRefused(call)));
        assertValid(EventType.ARCHIVE_CHECKED, encoder.encode(new ArchiveChecked(SampleFacts.worstMap())));
    }

    @Test
    void anUnknownFieldIsNotValid() {
        ObjectNode event = read(encoder.encode(SampleFacts.completed(new UUID(1, 2))));
        ((ObjectNode) event.get("data")).put("surprise", 1);
        event.put("surprise", 1);

        assertThat(schema(EventType.CALL_COMPLETED).validate(event.get("data"))).isNotEmpty();
        assertThat(ENVELOPE.validate(event)).isNotEmpty();
    }

    @Test
    void thereIsOneSchemaForEveryTypeOneForTheEnvelopeAndThatOfPolicies() throws IOException {
        Set<String> expected = Stream.concat(
                        Arrays.stream(EventType.values()).map(EventType::wire), Stream.of("envelope", "policy"))
                .map(name -> name + ".json")
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void theSchemaIsTheOneThatEventsName(EventType type) {
        assertThat(tree(type.wire()).get("$id").stringValue()).isEqualTo(type.schema());
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void everyFieldHasADescriptionAndItsPrivacyKind(EventType type) {
        JsonNode schema = tree(type.wire());
        explained(type.wire(), schema);
        schema.path("$defs").properties().forEach(def -> explained(type.wire() + "/" + def.getKey(), def.getValue()));
    }

    @Test
    void everyFieldOfTheEnvelopeHasThemToo() {
        tree("envelope").get("properties").properties().stream()
                .filter(field -> !field.getKey().equals("data"))
                .forEach(field -> explained("envelope/" + field.getKey(), field.getValue()));
    }

    @Test
    void openTelemetryNamesAreOfThePinnedList() throws IOException {
        Set<String> pinned;
        try (InputStream in = SchemaTest.class.getResourceAsStream("/vectors/otel/gen-ai-attributes.json")) {
            pinned = MAPPER.readTree(in.readAllBytes()).get("attributes").values().stream()
                    .map(JsonNode::stringValue)
                    .collect(Collectors.toSet());
        }
        for (EventType type : EventType.values()) {
            List<String> used = tree(type.wire()).get("properties").propertyNames().stream()
                    .filter(name -> name.startsWith("gen_ai."))
                    .toList();
            assertThat(pinned).containsAll(used);
        }
        assertThat(pinned).containsAll(ModelRequest.NAMED_PARAMETERS);
    }

    private static void explained(String at, JsonNode schema) {
        if (schema.has("properties") || schema.path("additionalProperties").isObject()) {
            assertThat(schema.has("additionalProperties"))
                    .as("%s closes its fields", at)
                    .isTrue();
            schema.path("properties")
                    .properties()
                    .forEach(field -> explained(at + "/" + field.getKey(), field.getValue()));
            if (schema.get("additionalProperties").isObject()) {
                explained(at + "/*", schema.get("additionalProperties"));
            }
        } else if (schema.has("items")) {
            explained(at + "/[]", schema.get("items"));
        } else if (schema.has("anyOf")) {
            schema.get("anyOf").forEach(choice -> explained(at + "|", choice));
        } else if (!schema.has("$ref")) {
            assertThat(schema.path("x-privacy").asString()).as(at).isIn(KINDS);
        }
        assertThat(schema.has("description") || schema.has("$ref"))
                .as("%s is described", at)
                .isTrue();
    }

    private static void assertValid(EventType type, Event event) {
        ObjectNode read = read(event);
        assertThat(ENVELOPE.validate(read)).as("envelope of %s", read).isEmpty();
        List<Error> errors = schema(type).validate(read.get("data"));
        assertThat(errors).as("data of %s", event.type()).isEmpty();
    }

    private static Schema schema(EventType type) {
        return Objects.requireNonNull(SCHEMAS.get(type));
    }

    private static ObjectNode read(Event event) {
        return (ObjectNode) MAPPER.readTree(event.canonical());
    }

    private static Map<EventType, Schema> schemas() {
        Map<EventType, Schema> schemas = new EnumMap<>(EventType.class);
        for (EventType type : EventType.values()) {
            schemas.put(type, REGISTRY.getSchema(tree(type.wire())));
        }
        return schemas;
    }

    private static JsonNode tree(String name) {
        try {
            return MAPPER.readTree(Files.readString(DIRECTORY.resolve(name + ".json"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
