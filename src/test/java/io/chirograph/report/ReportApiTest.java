package io.chirograph.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.ConfigChanged;
import io.chirograph.event.facts.PermissionChanged;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Outcome;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import io.chirograph.support.digest.Sha256;
import io.chirograph.verifier.bundle.Bundle;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an auditor is handed of a period, over real HTTP.
class ReportApiTest {
    private static final String PERIOD = "from=2026-11-21T00:00:00Z&to=2026-11-23T00:00:00Z";

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        log.fact(configured("configuration", "sha256:one"));
        for (int i = 0; i < 8; i++) {
            log.ok(Map.of("model", "gpt-a", "tenant", "acme", "provider", "openai"));
        }
        log.completed(log.started(Map.of("model", "<b>odd</b>", "provider", "openai")), Outcome.TIMEOUT, "odd-1");
        log.refused(Map.of("provider", "openai", "tenant", "acme"));
        log.fact(new PermissionChanged(
                "shop",
                "gateway-key k1",
                new TreeMap<>(),
                new TreeMap<>(Map.of("state", "active")),
                "new application",
                new Actor(new TreeMap<>(), new TreeMap<>(Map.of("user", "ops")))));
        log.after(Duration.ofDays(1));
        log.fact(configured("configuration", "sha256:two"));
        log.publish();
        server = AuditServer.start(data, log.followed(), log.events.size());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ConfigChanged configured(String setting, String digest) {
        Actor somebody = new Actor(new TreeMap<>(), new TreeMap<>(Map.of("user", "ops")));
        return new ConfigChanged(setting, new TreeMap<>(), new TreeMap<>(Map.of("digest", digest)), "start", somebody);
    }

    private static Bundle report(String more) throws Exception {
        HttpResponse<byte[]> answer = server.get("report?" + PERIOD + more);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return Bundle.parse(answer.body());
    }

    private static JsonNode json(Bundle report, String name) {
        return JsonMapper.shared().readTree(report.get(name).orElseThrow());
    }

    private static JsonNode section(JsonNode report, String id) {
        return StreamSupport.stream(report.path("sections").spliterator(), false)
                .filter(one -> one.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itHasTheNamedFilesAndTheirDigests() throws Exception {
        Bundle report = report("");

        assertThat(report.names())
                .isEqualTo(Set.of(
                        "SHA256SUMS",
                        "ai-bom.cdx.json",
                        "assessment-results.oscal.json",
                        "dataflow.md",
                        "evidence.zip",
                        "report.html",
                        "report.json"));
        for (String line : new String(report.get("SHA256SUMS").orElseThrow(), UTF_8)
                .lines()
                .toList()) {
            byte[] file = report.get(line.substring(66)).orElseThrow();
            assertThat(line).startsWith(Sha256.hex(file) + "  ");
        }
    }

    @Test
    void populationAndSampleAreProvenAndTheSeedDrawsTheSameAgain() throws Exception {
        Bundle one =
                Bundle.parse(report("&sample=3&seed=mine").get("evidence.zip").orElseThrow());
        Bundle again =
                Bundle.parse(report("&sample=3&seed=mine").get("evidence.zip").orElseThrow());
        Bundle other =
                Bundle.parse(report("&sample=3&seed=yours").get("evidence.zip").orElseThrow());

        assertThat(lines(one, "population.csv")).isEqualTo(1 + 10);
        assertThat(lines(one, "sample.csv")).isEqualTo(1 + 3);
        assertThat(one.get("sample.csv").orElseThrow())
                .isEqualTo(again.get("sample.csv").orElseThrow());
        assertThat(one.get("sample.csv").orElseThrow())
                .isNotEqualTo(other.get("sample.csv").orElseThrow());
        assertThat(one.get("population.csv").orElseThrow())
                .isEqualTo(other.get("population.csv").orElseThrow());
    }

    private static long lines(Bundle bundle, String name) {
        return new String(bundle.get(name).orElseThrow(), UTF_8).lines().count();
    }

    @Test
    void eachDaySaysWhatWasInForceAtItsEnd() throws Exception {
        JsonNode rows = section(json(report(""), "report.json"), "in-force").path("rows");

        assertThat(rows.size()).isEqualTo(2);
        assertThat(rows.get(0).toString()).contains("2026-11-21", "sha256:one");
        assertThat(rows.get(1).toString()).contains("2026-11-22", "sha256:two");
    }

    @Test
    void whatWasBeforeThePeriodHoldsInIt() throws Exception {
        HttpResponse<byte[]> answer = server.get("report?from=2026-11-24T00:00:00Z&to=2026-11-25T00:00:00Z");
        JsonNode report = json(Bundle.parse(answer.body()), "report.json");

        assertThat(section(report, "in-force").path("rows").toString()).contains("sha256:two");
        assertThat(section(report, "changes").path("rows")).isEmpty();
        assertThat(section(report, "refusals").path("rows")).isEmpty();
    }

    @Test
    void refusalsStoreAndAssuranceAreInIt() throws Exception {
        JsonNode report = json(report(""), "report.json");

        assertThat(section(report, "refusals").path("rows").get(0).toString()).contains("key-unknown", "\"1\"");
        assertThat(section(report, "locks").path("rows").toString()).contains("events", "checkpoints", "main");
        assertThat(section(report, "assurance").path("rows").toString()).contains("self-attested");
        assertThat(section(report, "verification").path("rows").toString()).contains("not recorded");
        assertThat(section(report, "permissions").path("rows").toString())
                .contains("gateway-key k1", "new application");
        assertThat(section(report, "reconciliation").path("rows")).isEmpty();
        assertThat(section(report, "time").path("rows").toString())
                .contains("none configured", "newest time stamp of", "no heartbeat says so");
        assertThat(section(report, "scope").path("rows").toString())
                .contains(log.followed().key().encode());
    }

    @Test
    void thePageShowsWhatCallersSaidAsText() throws Exception {
        String page = new String(report("").get("report.html").orElseThrow(), UTF_8);

        assertThat(page).doesNotContain("<b>odd</b>", "<script").contains("@media print", "</html>");
    }

    @Test
    void theAssessmentResultsHoldTheirSchema() throws Exception {
        String text;
        try (var stream = ReportApiTest.class.getResourceAsStream("/schema/json/oscal-ar_schema.json")) {
            text = new String(stream.readAllBytes(), UTF_8);
        }
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(text, InputFormat.JSON);
        String results =
                new String(report("").get("assessment-results.oscal.json").orElseThrow(), UTF_8);

        assertThat(schema.validate(results, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(results.replace("\"collected\"", "\"when\""), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void theBillNamesModelsWithTheCheckpointAndIsTheSameAgain() throws Exception {
        byte[] one = server.get("ai-bom?" + PERIOD).body();
        byte[] again = server.get("ai-bom?" + PERIOD).body();
        JsonNode bom = JsonMapper.shared().readTree(one);

        assertThat(one).isEqualTo(again);
        assertThat(one).isEqualTo(report("").get("ai-bom.cdx.json").orElseThrow());
        assertThat(bom.path("specVersion").asString()).isEqualTo("1.7");
        assertThat(bom.path("serialNumber").asString())
                .matches("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
        assertThat(bom.path("components").toString()).contains("machine-learning-model", "odd-1");
        assertThat(bom.path("metadata").toString())
                .contains("chirograph:checkpoint:" + log.followed().id(), "example.com/chirograph/gw-1");
        Set<String> refs = new TreeSet<>();
        for (JsonNode part : List.of(bom.path("components"), bom.path("services"))) {
            part.forEach(one1 ->
                    assertThat(refs.add(one1.path("bom-ref").asString())).isTrue());
        }
    }

    /// Against the schema of CycloneDX itself, formats included.
    @Test
    void theBillHoldsTheSchemaOfCycloneDx17() throws Exception {
        Map<String, String> texts = new TreeMap<>();
        for (String name : List.of("bom-1.7", "spdx", "jsf-0.82", "cryptography-defs")) {
            texts.put(
                    "http://cyclonedx.org/schema/" + name + ".schema.json",
                    Files.readString(Path.of("src/test/resources/cyclonedx", name + ".schema.json")));
        }
        Schema schema = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_7, builder -> builder.schemas(texts))
                .getSchema(SchemaLocation.of("http://cyclonedx.org/schema/bom-1.7.schema.json"));
        String bom = new String(server.get("ai-bom?" + PERIOD).body(), UTF_8);

        assertThat(schema.validate(bom, InputFormat.JSON, ReportApiTest::withFormats))
                .isEmpty();
        for (String broken : List.of(
                bom.replace("machine-learning-model", "model"),
                bom.replace("\"specVersion\"", "\"version\""),
                bom.replace("urn:uuid:", "uuid:"),
                bom.replace("\"properties\"", "\"props\""))) {
            assertThat(broken).isNotEqualTo(bom);
            assertThat(schema.validate(broken, InputFormat.JSON, ReportApiTest::withFormats))
                    .isNotEmpty();
        }
    }

    private static void withFormats(ExecutionContext context) {
        context.executionConfig(config -> config.formatAssertionsEnabled(true));
    }

    @Test
    void itIsAReadWithTheDigestOfWhatWasHandedOut() throws Exception {
        server.recorded().takeReads();
        byte[] zip = server.get("report?" + PERIOD + "&sample=2&seed=s").body();
        List<AuditRead> reads = server.recorded().takeReads();

        assertThat(reads).hasSize(1);
        assertThat(reads.getFirst().query())
                .containsEntry("digest", "sha256:" + Sha256.hex(zip))
                .containsEntry("seed", "s")
                .containsEntry("sample", "2")
                .doesNotContainKey("unknownParameters");
    }

    @Test
    void whatCannotBeRecordedIsNotHandedOut() throws Exception {
        server.recorded().unavailable = true;
        try {
            assertThat(server.get("report?" + PERIOD).statusCode()).isEqualTo(503);
            assertThat(server.get("dataflow").statusCode()).isEqualTo(503);
            assertThat(server.get("sow").statusCode()).isEqualTo(503);
        } finally {
            server.recorded().unavailable = false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "report",
                "report?from=2026-11-21T00:00:00Z",
                "report?from=2026-11-21T00:00:00Z&to=2026-11-20T00:00:00Z",
                "report?from=yesterday&to=2026-11-20T00:00:00Z",
                "report?" + PERIOD + "&sample=0",
                "report?" + PERIOD + "&sample=1001",
                "report?" + PERIOD + "&sample=1e2",
                "report?" + PERIOD + "&seed=",
                "report?" + PERIOD + "&seed=%00",
                "report?" + PERIOD + "&to=2026-11-29T00:00:00Z",
                "report?" + PERIOD + "&tenant=acme",
                "ai-bom?from=2026-11-21T00:00:00Z",
                "dataflow?format=pdf",
                "sow?format=svg",
                "dataflow/observed",
                "dataflow/observed?" + PERIOD + "&x=1",
                "sow?x=1",
                "dataflow?x=1"
            })
    void badParametersAreRefusedByName(String path) throws Exception {
        assertThat(server.get(path).statusCode()).isEqualTo(400);
    }

    @Test
    void theDataFlowComesInTheFormatThatIsAskedFor() throws Exception {
        assertThat(type("dataflow", "*/*")).startsWith("application/json");
        assertThat(type("dataflow", "text/markdown")).startsWith("text/markdown");
        assertThat(type("dataflow", "image/svg+xml")).startsWith("image/svg+xml");
        assertThat(type("dataflow?format=svg", "application/json")).startsWith("image/svg+xml");
        assertThat(server.get("dataflow?format=markdown").body())
                .isEqualTo(report("").get("dataflow.md").orElseThrow());
    }

    @Test
    void theAnnexComesInTheFormatThatIsAskedForWithTheDigestOfTheDataFlow() throws Exception {
        assertThat(type("sow", "*/*")).startsWith("application/json");
        assertThat(type("sow", "text/markdown")).startsWith("text/markdown");
        assertThat(type("sow?format=markdown", "application/json")).startsWith("text/markdown");
        JsonNode annex = JsonMapper.shared().readTree(server.get("sow").body());
        JsonNode flow = JsonMapper.shared().readTree(server.get("dataflow").body());
        assertThat(annex.path("configuration")).isEqualTo(flow.path("configuration"));
    }

    @Test
    void whereItRunsIsObservedBesideWhatIsDeclared() throws Exception {
        JsonNode places = JsonMapper.shared()
                .readTree(server.get("dataflow/observed?" + PERIOD).body());

        assertThat(places.path("items").toString()).contains("archive_main");
        assertThat(section(json(report(""), "report.json"), "places")
                        .path("rows")
                        .toString())
                .contains("archive main");
    }

    private static String type(String path, String accept) throws Exception {
        HttpResponse<byte[]> answer = server.get(path, "Accept", accept);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    @Test
    void theCommandsWriteTheFiles() throws Exception {
        Path token = data.resolve("dev/auditor-token");
        String url = "http://127.0.0.1:" + server.port();
        Path zip = data.resolve("report.zip");
        Path bom = data.resolve("bom.json");
        String[] period = {
            "--from", "2026-11-21", "--to", "2026-11-23", "--url", url, "--token-file", token.toString(), "--out"
        };

        assertThat(new CommandLine(new ReportCommand()).execute(with(period, zip.toString(), "--seed", "a b")))
                .isZero();
        assertThat(json(Bundle.read(zip), "report.json").toString()).contains("\"a b\"");
        assertThat(new CommandLine(new AiBomCommand()).execute(with(period, bom.toString())))
                .isZero();
        assertThat(Files.readString(bom)).contains("CycloneDX");
        assertThat(new CommandLine(new ReportCommand()).execute(with(period, zip.toString(), "--sample", "5000")))
                .isNotZero();
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}
