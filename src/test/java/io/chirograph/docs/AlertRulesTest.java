package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Requirements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each alert says what is at stake and where to read on, and has a unit test in both directions.
@Tag("slow")
class AlertRulesTest {
    private static final Set<String> IMPACTS =
            Set.of("calls-refused", "calls-will-be-refused", "evidence-late", "calls-unrecorded", "none");

    @TestFactory
    Stream<DynamicTest> everyAlertSaysWhatItMeansAndWhereToReadOn() {
        Set<String> anchors = DocumentationTest.anchors(Repository.ROOT.resolve("docs/runbook.md"));
        return AlertRules.all().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.name(), () -> {
                    assertThat(rule.labels().get("severity")).isIn("critical", "warning", "none");
                    assertThat(rule.labels().get("impact")).isIn(IMPACTS);
                    assertThat(rule.annotations()).containsKeys("summary", "description");
                    assertThat(rule.annotations().get("runbook")).startsWith("docs/runbook.md#");
                    assertThat(anchors)
                            .contains(rule.annotations().get("runbook").replaceAll(".*#", ""));
                }));
    }

    @Test
    void everyAlertIsTestedToFireAndToStayQuiet() {
        Set<String> quiet = AlertRules.tested(false);
        assertThat(AlertRules.names()).isNotEmpty();
        assertThat(AlertRules.tested(true)).containsExactlyInAnyOrderElementsOf(AlertRules.names());
        assertThat(AlertRules.names())
                .filteredOn(name -> !name.equals("Watchdog"))
                .allSatisfy(name -> assertThat(quiet).contains(name));
    }

    @Test
    void promtoolAcceptsTheRulesAndTheirTestsPass() throws Exception {
        Requirements.require(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(dir -> Files.isExecutable(Path.of(dir, "promtool"))),
                "promtool (Debian package prometheus)");
        promtool(List.of("check", "config", "--syntax-only", "config/prometheus/prometheus.yml"));
        promtool(List.of("check", "rules", "config/prometheus/alerts.yml"));
        List<String> tests = new ArrayList<>(List.of("test", "rules"));
        AlertRules.tests().forEach(file -> tests.add(file.toString()));
        promtool(tests);
    }

    private static void promtool(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(arguments);
        Path output = Files.createTempFile("promtool", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Repository.ROOT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", command, Files.readString(output))
                    .isZero();
        } finally {
            Files.delete(output);
        }
    }
}
