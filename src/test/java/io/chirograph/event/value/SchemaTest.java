package io.chirograph.event.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Schemas;
import io.chirograph.SettableClock;
import io.chirograph.event.Event;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.event.facts.BatchLine;
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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The published schemas and the encoder say the same.
@Tag("slow")
class SchemaTest {
    private static final Path DIRECTORY = Schemas.DIRECTORY;
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Set<String> KINDS = Set.of("structural", "identifying");

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
        assertValid(EventType.CALL_STARTED, encoder.encode(SampleFacts.worstLine(call)));
        assertValid(
                EventType.CALL_COMPLETED,
                encoder.encode(new BatchLine.Ended(
                        SampleFacts.worstCompleted(call), new BatchLine.Place(call, 1, null, call))));
        assertValid(EventType.CALL_COMPLETED, encoder.encode(SampleFacts.worstCompleted(call)));
        assertValid(EventType.CALL_REFUSED, encoder.encode(SampleFacts.worstRefused(call)));
        assertValid(EventType.ARCHIVE_CHECKED, encoder.encode(new ArchiveChecked(SampleFacts.worstMap())));
    }

    @Test
    void anUnknownFieldIsNotValid() {
        ObjectNode event = read(encoder.encode(SampleFacts.completed(new UUID(1, 2))));
        ((ObjectNode) event.get("data")).put("surprise", 1);
        event.put("surprise", 1);

        assertThat(Schemas.errors("ai.call.completed", event.get("data"))).isNotEmpty();
        assertThat(Schemas.errors("envelope", event)).isNotEmpty();
    }

    @Test
    void thereIsOneSchemaForEveryTypeOneForTheEnvelopeAndThatOfPolicies() throws IOException {
        Set<String> expected = Stream.concat(
                        Arrays.stream(EventType.values()).map(EventType::wire), Stream.of("envelope", "policy"))
                .map(name -> name + ".json")
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.startsWith("api.")))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /// Each file has at least one example, and each example is what the file says.
    @TestFactory
    Stream<DynamicTest> everySchemaHasExamplesThatAreValid() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString().replace(".json", "")).sorted().toList().stream()
                    .map(name -> DynamicTest.dynamicTest(name, () -> {
                        JsonNode schema = tree(name);
                        assertThat(schema.path("$id").asString("")).startsWith("urn:chirograph:schema:" + name);
                        assertThat(schema.path("description").asString("")).isNotEmpty();
                        assertThat(schema.path("examples").size()).isPositive();
                        schema.get("examples").forEach(example -> Schemas.assertValid(name, example));
                    }));
        }
    }

    /// What is not said is not there: no field, no length, no number of entries is left open.
    @TestFactory
    Stream<DynamicTest> everySchemaIsStrict() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString().replace(".json", "")).sorted().toList().stream()
                    .filter(name -> !name.equals("policy")) // a file of an operator's, not what the program emits
                    .map(name -> DynamicTest.dynamicTest(name, () -> strict(name, tree(name))));
        }
    }

    private static void strict(String at, JsonNode schema) {
        String type = schema.path("type").isArray()
                ? schema.path("type").get(0).asString("")
                : schema.path("type").asString("");
        boolean isEnvelopesData = at.equals("envelope/data"); // the schema of the type says what is in it
        if (type.equals("object") && !isEnvelopesData) {
            JsonNode more = schema.path("additionalProperties");
            assertThat(more.isObject() ? schema.has("maxProperties") : more.isBoolean() && !more.booleanValue())
                    .as("%s closes its fields, or bounds their number", at)
                    .isTrue();
        }
        if (type.equals("array")) {
            assertThat(schema.has("maxItems")).as("%s is bounded", at).isTrue();
        }
        if (type.equals("string") && !schema.has("enum") && !schema.has("const")) {
            assertThat(schema.has("maxLength")).as("%s is bounded", at).isTrue();
        }
        for (String each : List.of("properties", "$defs")) {
            schema.path(each).properties().forEach(part -> strict(at + "/" + part.getKey(), part.getValue()));
        }
        for (String each : List.of("items", "additionalProperties")) {
            if (schema.path(each).isObject()) {
                strict(at + "/" + each, schema.get(each));
            }
        }
        for (String each : List.of("oneOf", "anyOf")) {
            schema.path(each).forEach(choice -> strict(at + "|", choice));
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
        assertThat(event.type()).isEqualTo(type);
        Schemas.assertEvent(event.canonical());
    }

    private static ObjectNode read(Event event) {
        return (ObjectNode) MAPPER.readTree(event.canonical());
    }

    private static JsonNode tree(String name) {
        try {
            return MAPPER.readTree(Files.readString(DIRECTORY.resolve(name + ".json"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
