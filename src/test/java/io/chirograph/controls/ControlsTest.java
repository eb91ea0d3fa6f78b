package io.chirograph.controls;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.value.Outcome;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The papers about controls are what the program prints, and what they name is there.
class ControlsTest {
    private static final ControlCatalog SHIPPED = ControlCatalog.shipped();

    private static List<String> shown(String beginning) {
        return SHIPPED.frameworks().stream()
                .flatMap(framework -> framework.rows().stream())
                .flatMap(row -> row.shown().stream())
                .filter(shown -> shown.startsWith(beginning))
                .distinct()
                .toList();
    }

    private static String printed(int exit, String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new ControlsCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out));
        assertThat(line.execute(arguments)).as(out.toString()).isEqualTo(exit);
        return out.toString();
    }

    @Test
    void thePapersInTheRepositoryAreWhatTheProgramPrints() throws Exception {
        assertThat(Path.of("docs/controls.md"))
                .as("./chirograph controls > docs/controls.md")
                .hasContent(printed(0));
        assertThat(Path.of("docs/controls.oscal.json"))
                .as("./chirograph controls --format oscal > docs/controls.oscal.json")
                .hasContent(printed(0, "--format", "oscal"));
    }

    /// Against the schema of OSCAL 1.1.2, which 1.2 extends; NIST's own, from its library's jar.
    @Test
    void theComponentDefinitionHoldsItsSchema() throws Exception {
        String text;
        try (var stream =
                ControlsTest.class.getResourceAsStream("/schema/json/oscal-component-definition_schema.json")) {
            text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(text, InputFormat.JSON);
        String definition = OscalComponent.of(SHIPPED);
        assertThat(schema.validate(definition, InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(definition.replace("\"control-id\"", "\"control\""), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void eachRowHasALinkThatRunsAndEachFrameworkWithAPresetIsListedUnderIt() {
        assertThat(printed(0).lines().filter(line -> line.startsWith("| **")))
                .hasSizeGreaterThan(70)
                .allSatisfy(line -> assertThat(line).containsPattern("\\]\\(http://127\\.0\\.0\\.1:808[01]/"));
        assertThat(printed(0)).containsPattern("\\| `hipaa` \\| P6Y \\| HIPAA [^|]+ \\|");
    }

    @Test
    void linksLeadWhereTheyAreAskedTo() {
        String page = printed(0, "--api", "https://audit.example.com/", "--ops", "https://ops.example.com");
        assertThat(page)
                .contains("(https://audit.example.com/audit/v1/coverage)", "(https://ops.example.com/actuator/health)")
                .doesNotContain("127.0.0.1");
        assertThat(printed(2, "--api", "https://a b")).contains("--api", "'https://a b'");
        assertThat(printed(2, "--format", "pdf")).contains("--format", "pdf", "markdown");
    }

    @Test
    void settingsMetricsAndPresetsAreThoseOfTheDocumentation() throws Exception {
        String settings = Files.readString(Path.of("docs/configuration.md"));
        String metrics = Files.readString(Path.of("docs/metrics.md"));
        String presets = Files.readString(Path.of("docs/retention.md"));
        List<String> unknown = new ArrayList<>();
        SHIPPED.frameworks().forEach(framework -> {
            framework.retention().stream()
                    .filter(preset -> !presets.contains("\n| `" + preset + "` |"))
                    .forEach(unknown::add);
            framework.rows().stream()
                    .flatMap(row -> row.settings().stream())
                    .filter(setting -> !settings.contains("\n| `" + setting + "`"))
                    .forEach(unknown::add);
        });
        shown("chirograph.").stream()
                .filter(metric -> !metrics.contains("\n| `" + metric + "` |"))
                .forEach(unknown::add);
        assertThat(new TreeSet<>(unknown)).isEmpty();
    }

    @Test
    void commandsAreThoseOfTheProgram() throws Exception {
        String docs = Files.readString(Path.of("README.md"))
                + Files.readString(Path.of("docs/verification.md"))
                + Files.readString(Path.of("docs/receipts.md"));
        assertThat(shown("chirograph "))
                .isNotEmpty()
                .allSatisfy(command -> assertThat(docs).contains("./" + command));
    }

    @Test
    void eachQueryIsAnswered(@TempDir Path data) throws Exception {
        TestLog log = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-1");
        log.completed(log.started(Map.of("model", "gpt", "tenant", "acme")), Outcome.TIMEOUT, "gpt");
        log.publish();
        List<String> refused = new ArrayList<>();
        try (AuditServer server = AuditServer.start(data, log.followed(), log.events.size())) {
            for (String query : shown("GET /audit/v1/")) {
                int status = server.text("GET", query.substring("GET /audit/v1/".length()))
                        .statusCode();
                if (status != 200) {
                    refused.add(status + " " + query);
                }
            }
        }
        assertThat(refused).isEmpty();
    }
}
