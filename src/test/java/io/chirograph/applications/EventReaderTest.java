package io.chirograph.applications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.web.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

/// What bodies say, and what of them is refused, with path and value.
class EventReaderTest {
    private static final String DECISION =
            "{\"type\":\"decision.recorded\",\"data\":{\"decisionId\":\"d-1\",\"decision\":\"approved\"}}";

    private final EventReader reader = reader(Map.of());

    static EventReader reader(Map<String, ApplicationsProperties.Type> types) {
        return new EventReader(new DeclaredTypes(new ApplicationsProperties(DataSize.ofMegabytes(4), types)));
    }

    private List<SubmittedEvent> read(@Nullable String type, String body) {
        return reader.read(type, body.getBytes(StandardCharsets.UTF_8));
    }

    private Refusal refused(@Nullable String type, String body) {
        return Objects.requireNonNull(catchThrowableOfType(Refusal.class, () -> read(type, body)));
    }

    @Test
    void oneManyAndLinesAreRead() {
        assertThat(read(null, DECISION))
                .hasSize(1)
                .first()
                .satisfies(one -> assertThat(one.at("data")).isEqualTo("data"));
        assertThat(read("application/json; charset=utf-8", "[" + DECISION + "," + DECISION + "]"))
                .extracting(one -> one.at("data"))
                .containsExactly("[0].data", "[1].data");
        assertThat(read("application/x-ndjson", DECISION + "\r\n\n  \n" + DECISION))
                .hasSize(2);
    }

    @Test
    void timeAndCallsAreRead() {
        String call = "01890a5d-ac96-774b-bcce-b302099a8057";
        String other = "01890a5d-ac96-774b-bcce-b302099a8058";
        SubmittedEvent event = read(
                        null,
                        DECISION.replace(
                                        "{\"type\"",
                                        "{\"time\":\"2026-11-30T10:00:00+01:00\",\"related\":{\"calls\":[\""
                                                + call.toUpperCase(java.util.Locale.ROOT) + "\"]},\"type\"")
                                .replace("}}", ",\"calls\":[\"" + call + "\",\"" + other + "\"]}}"))
                .getFirst();
        assertThat(event.time()).isEqualTo(Instant.parse("2026-11-30T09:00:00Z"));
        assertThat(event.calls()).containsExactly(call, other);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"x.y","data":{}}                                        | event-type-unknown | type | x.y
            {"data":{}}                                                     | event-type-unknown | type |
            {"type":7,"data":{}}                                            | event-invalid | type |
            {"type":"state.changed"}                                        | event-invalid | data |
            {"type":"state.changed","data":[]}                              | event-invalid | data |
            {"type":"state.changed","data":{"after":"x"}}                   | event-invalid | data.entity |
            {"type":"state.changed","data":{"entity":"e","after":1,"x":2}}  | event-invalid | data.x |
            {"type":"state.changed","data":{"entity":7,"after":1}}          | event-invalid | data.entity | 7
            {"type":"state.changed","data":{"entity":"","after":1}}         | event-invalid | data.entity | ``
            {"type":"state.changed","data":{"entity":"e","after":1,"reason":5}} | event-invalid | data.reason |
            {"type":"state.changed","data":{"entity":"e","after":1},"actor":{}} | event-invalid | actor |
            {"type":"state.changed","data":{"entity":"e","after":1},"time":"yesterday"} | event-invalid | time | yesterday
            {"type":"state.changed","data":{"entity":"e","after":1},"related":{"calls":["c"]}} | event-invalid | related.calls[0] | c
            {"type":"state.changed","data":{"entity":"e","after":1},"related":{"call":[]}} | event-invalid | related.call |
            {"type":"state.changed","data":{"entity":"e","after":9007199254740993}} | event-invalid | data.after |
            {"type":"state.changed","data":{"entity":"e","after":1e999}}    | event-invalid | data.after |
            {"type":"state.changed","data":{"entity":"\\ud800","after":1}}  | event-invalid | data.entity |
            {"type":"state.changed","data":{"entity":"e","entity":"f","after":1}} | body-unreadable | body |
            {"type":"state.changed","data":{"entity":"e","after":1}} x      | body-unreadable | body |
            {"type":"document.processed","data":{"documentDigest":"abc","operation":"o"}} | event-invalid | data.documentDigest | abc
            {"type":"state.changed"                                         | body-unreadable | body |
            7                                                               | event-invalid | body |
            """)
    void whatIsWrongIsNamed(String body, String code, String field, @Nullable String value) {
        Refusal refusal = refused(null, body);
        assertThat(refusal.code().code()).isEqualTo(code);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.value()).isEqualTo(value);
        assertThat(refusal.detail()).contains(field.equals("body") ? "" : field);
    }

    @Test
    void theEventIsNamedAmongOthers() {
        String wrong = DECISION.replace("\"approved\"", "true");
        assertThat(refused(null, "[" + DECISION + "," + wrong + "]").detail())
                .isEqualTo("[1].data.decision must be of type string.");
        assertThat(refused("application/x-ndjson", DECISION + "\n" + wrong).field())
                .isEqualTo("[1].data.decision");
        assertThat(refused("application/x-ndjson", DECISION + "\n{").detail()).startsWith("[1] is no JSON");
    }

    @Test
    void contentIsNotSaidAgain() {
        Refusal refusal =
                refused(null, DECISION.replace("\"approved\"", "\"approved\",\"reasoning\":[\"ann is ill\"]"));
        assertThat(refusal.field()).isEqualTo("data.reasoning");
        assertThat(refusal.detail() + refusal.value()).doesNotContain("ann");
    }

    @Test
    void thereAreBounds() {
        assertThat(refused(null, "[]").code()).isEqualTo(ErrorCode.EVENT_INVALID);
        assertThat(refused("application/x-ndjson", "\n").code()).isEqualTo(ErrorCode.EVENT_INVALID);
        assertThat(refused(null, "").code()).isEqualTo(ErrorCode.BODY_UNREADABLE);
        assertThat(refused(null, "[" + (DECISION + ",").repeat(500) + DECISION + "]")
                        .code())
                .isEqualTo(ErrorCode.EVENTS_TOO_MANY);
        assertThat(refused("application/jsonl", (DECISION + "\n").repeat(501)).code())
                .isEqualTo(ErrorCode.EVENTS_TOO_MANY);
        assertThat(read("application/jsonl", (DECISION + "\n").repeat(500))).hasSize(500);
        assertThat(refused("text/plain", DECISION).code()).isEqualTo(ErrorCode.MEDIA_TYPE_UNSUPPORTED);
        String deep = "{\"type\":\"state.changed\",\"data\":{\"entity\":\"e\",\"after\":{\"a\":" + "[".repeat(16)
                + "]".repeat(16) + "}}}";
        assertThat(refused(null, deep).code()).isEqualTo(ErrorCode.EVENT_INVALID);
        assertThat(refused(null, "[".repeat(10_000)).code()).isEqualTo(ErrorCode.BODY_UNREADABLE);
        String wide = "{\"type\":\"state.changed\",\"data\":{\"entity\":\"e\",\"after\":{\"a\":[" + "1,".repeat(10_000)
                + "1]}}}";
        assertThat(refused(null, wide).code()).isEqualTo(ErrorCode.EVENT_INVALID);
    }

    @Test
    void ownTypesAreCheckedByTheirSchema(@TempDir Path directory) throws Exception {
        Path schema = Files.writeString(directory.resolve("opened.json"), """
            {"type":"object","required":["case"],"additionalProperties":false,"properties":{
              "case":{"type":"string","x-privacy":"structural"},"who":{"type":"string"},"what":{"type":"string"}}}
            """);
        EventReader own = reader(Map.of(
                "com.example.case.opened", new ApplicationsProperties.Type(schema, Map.of("who", "identifying"))));
        byte[] body =
                "{\"type\":\"com.example.case.opened\",\"data\":{\"case\":\"4711\"}}".getBytes(StandardCharsets.UTF_8);
        DeclaredType type = own.read(null, body).getFirst().type();
        assertThat(type.kind("case")).isEqualTo(PrivacyKind.STRUCTURAL);
        assertThat(type.kind("who")).isEqualTo(PrivacyKind.IDENTIFYING);
        assertThat(type.kind("what")).isEqualTo(PrivacyKind.CONTENT);
        assertThat(type.kind("anything")).isEqualTo(PrivacyKind.CONTENT);
        assertThat(Objects.requireNonNull(type.declared()).alg()).isEqualTo("sha256");
        Refusal refusal = Objects.requireNonNull(catchThrowableOfType(
                Refusal.class,
                () -> own.read(
                        null, "{\"type\":\"com.example.case.opened\",\"data\":{}}".getBytes(StandardCharsets.UTF_8))));
        assertThat(refusal.detail()).isEqualTo("data.case is missing.");
    }

    @Test
    void settingsThatDoNotDoStopTheStart(@TempDir Path directory) throws Exception {
        Path list = Files.writeString(directory.resolve("list.json"), "{\"type\":\"array\"}");
        Path none = Files.writeString(directory.resolve("none.json"), "{");
        Path good = Files.writeString(directory.resolve("good.json"), "{\"type\":\"object\"}");
        assertRefused("ai.mine", good, Map.of(), "types.ai.mine is 'ai.mine'");
        assertRefused("single", good, Map.of(), "two or more words");
        assertRefused("com.example.x", null, Map.of(), "types.com.example.x.schema is missing");
        assertRefused("com.example.x", good, Map.of("a", "secret"), "structural, identifying or content");
        assertRefused("com.example.x", list, Map.of(), "\"type\": \"object\"");
        assertRefused("com.example.x", none, Map.of(), "no JSON");
        assertRefused("com.example.x", directory.resolve("missing"), Map.of(), "cannot be read");
    }

    private static void assertRefused(String name, @Nullable Path schema, Map<String, String> privacy, String message) {
        IllegalArgumentException refused = catchThrowableOfType(
                IllegalArgumentException.class,
                () -> reader(Map.of(name, new ApplicationsProperties.Type(schema, privacy))));
        assertThat(refused).hasMessageContaining(message).hasMessageContaining("chirograph.applications.");
    }
}
