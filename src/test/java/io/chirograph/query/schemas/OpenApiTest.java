package io.chirograph.query.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The description that is made of all handlers in the code.
class OpenApiTest {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Path APPLICATIONS = Path.of("docs/applications-openapi.json");
    private static final Pattern CODE = Pattern.compile("ErrorCode\\.([A-Z_]+)");
    private final JsonNode document;

    OpenApiTest() throws Exception {
        document = OpenApiDocuments.ofCode("/");
    }

    @Test
    void itIsOpenApiAsTheInitiativeHasIt() throws Exception {
        try (InputStream in =
                Objects.requireNonNull(OpenApiTest.class.getResourceAsStream("/openapi/openapi-3.1.json"))) {
            Schema meta = SCHEMAS.getSchema(JsonMapper.shared().readTree(in));
            assertThat(meta.validate(document)).isEmpty();
            ObjectNode broken = (ObjectNode) document.deepCopy();
            broken.withObject("/paths/~1audit~1v1~1calls/get").remove("responses");
            broken.withObject("/components/parameters/callId").put("required", false);
            assertThat(meta.validate(broken)).isNotEmpty();
        }
    }

    @Test
    void itsSchemasAreSchemasAndTheirExamplesAreValid() {
        Schema meta = SCHEMAS.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        document.path("components").path("schemas").properties().forEach(one -> {
            assertThat(meta.validate(one.getValue())).as(one.getKey()).isEmpty();
            for (JsonNode example : one.getValue().path("examples")) {
                assertThat(errors("#/components/schemas/" + one.getKey(), example))
                        .as(one.getKey())
                        .isEmpty();
            }
        });
        assertThat(errors("#/components/schemas/api.call", JsonMapper.shared().readTree("{}")))
                .isNotEmpty();
    }

    private List<Error> errors(String reference, JsonNode value) {
        ObjectNode schema = (ObjectNode) document.deepCopy();
        return SCHEMAS.getSchema(schema.put("$ref", reference)).validate(value);
    }

    @Test
    void everyReferenceLeadsSomewhereAndNothingIsLeftOver() {
        Set<String> used = new HashSet<>();
        references(document, used);
        assertThat(used).allSatisfy(reference -> {
            assertThat(reference).startsWith("#/components/");
            assertThat(document.at(reference.substring(1)).isObject())
                    .as(reference)
                    .isTrue();
        });
        for (String kind : List.of("schemas", "parameters", "headers")) {
            assertThat(document.path("components").path(kind).propertyNames())
                    .allSatisfy(name -> assertThat(used).contains("#/components/" + kind + "/" + name));
        }
        assertThat(document.toString()).doesNotContain("\"$id\"", "\"$defs\"", "urn:chirograph:schema:api");
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.path("$ref").isString()) {
            found.add(node.path("$ref").stringValue());
        }
        node.forEach(one -> references(one, found));
    }

    @Test
    void itHasAuditorsAndApplicationsPathsWithNamesOfTheirOwn() {
        assertThat(document.path("paths").propertyNames())
                .contains(
                        "/audit/v1/calls/{callId}/content/{part}",
                        "/audit/v1/logs/{log}/tile/{tile}",
                        "/audit/v1/openapi.json",
                        "/v1/events",
                        "/v1/receipts/{callId}/completed")
                .allMatch(path -> path.startsWith("/audit/v1/") || path.startsWith("/v1/"));
        List<String> ids = document.findValuesAsString("operationId");
        assertThat(new TreeSet<>(ids)).hasSameSizeAs(ids);
    }

    @Test
    void everyCodeThatAHandlersRoomNamesIsAnsweredThere() throws Exception {
        Map<String, Set<String>> answered = new TreeMap<>();
        for (OpenApi.Operation one : OpenApiDocuments.operations()) {
            Set<String> codes = answered.computeIfAbsent(
                    one.handler().getDeclaringClass().getPackageName(), each -> new TreeSet<>());
            document.path("paths")
                    .path(one.path())
                    .path(one.method())
                    .path("responses")
                    .forEach(response -> response.at(
                                    "/content/application~1problem+json/schema/allOf/1/properties/code/enum")
                            .forEach(code -> codes.add(code.asString())));
        }
        assertThat(answered).hasSizeGreaterThan(5);
        for (Map.Entry<String, Set<String>> room : answered.entrySet()) {
            assertThat(room.getValue()).as(room.getKey()).containsAll(named(room.getKey()));
        }
    }

    private static Set<String> named(String room) throws IOException {
        Set<String> codes = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java", room.split("\\.", -1)))) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("OpenApi.java")) // names those of every room
                    .toList()) {
                CODE.matcher(Files.readString(file))
                        .results()
                        .map(found -> ErrorCode.valueOf(found.group(1)).code())
                        .forEach(codes::add);
            }
        }
        return codes;
    }

    @Test
    void thePageNamesEveryParameter() throws Exception {
        String page = Files.readString(Path.of("docs/api.md"));
        for (JsonNode parameter : document.path("components").path("parameters")) {
            boolean isOne = !parameter.path("schema").path("type").asString("").equals("object");
            if (isOne && parameter.path("in").asString().equals("query")) {
                String name = parameter.path("name").asString();
                assertThat(page.matches("(?s).*[`?&]" + name + "[`=.].*"))
                        .as(name)
                        .isTrue();
            }
        }
    }

    /// The file is for those who have no auditor's token; it is made of the same code.
    @Test
    void theFileForApplicationsIsWhatTheCodeSays() throws Exception {
        byte[] made = (JsonMapper.shared()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(OpenApiDocuments.ofCode("/v1/"))
                        + "\n")
                .getBytes(UTF_8);
        Path beside = Files.write(Path.of("target").resolve(APPLICATIONS.getFileName()), made);
        assertThat(Files.readString(APPLICATIONS))
                .as("%s is another than %s, which was made of the code: copy it", APPLICATIONS, beside)
                .isEqualTo(new String(made, UTF_8));
    }
}
