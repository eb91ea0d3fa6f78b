package io.chirograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Image, unit and documented commands, as far as their text tells.
class DeploymentFilesTest {
    private static final String DOCKERFILE = Repository.text("deploy/Dockerfile");
    private static final String UNIT = Repository.text("deploy/systemd/chirograph.service");
    /// A block that a reader copies into a shell, and what is said of it before it.
    private static final Pattern FENCE =
            Pattern.compile("(?ms)(^<!-- ((?:not )?run.*?) -->\\n)?^```(\\w*)\\n(.*?)^```$");
    private static final Pattern SAID =
            Pattern.compile("(?s)run|run as the gateway|run after: \\S.*|not run: [a-z.A-Z].{6,}");
    private static final Pattern COMMAND = Pattern.compile(
            "(?m)^ {0,4}(\\./[a-z]|curl |docker |kubectl |helm |openssl |java |npx |cp -a|export [A-Z]|systemctl |terraform )");

    private static List<String> lines(String pattern) {
        return Pattern.compile("(?m)" + pattern)
                .matcher(DOCKERFILE)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void theImageHasNoShellNoRootAndNoSecret() {
        assertThat(lines("^ARG (?:JDK|BASE)=(\\S+)$"))
                .hasSize(2)
                .allMatch(image -> image.matches("[a-z0-9./-]+:[A-Za-z0-9._-]+(@sha256:[0-9a-f]{64})?"))
                .noneMatch(image -> image.endsWith(":latest"));
        assertThat(lines("^FROM (\\S+)")).containsExactly("${JDK}", "${BASE}");
        String last = DOCKERFILE.substring(DOCKERFILE.indexOf("FROM ${BASE}"));
        assertThat(last).doesNotContain("RUN ").containsPattern("(?m)^USER [1-9][0-9]*:[1-9][0-9]*$");
        assertThat(lines("^(?:ENTRYPOINT| +CMD) (.*)$")).hasSize(2).allMatch(form -> form.startsWith("[\"/opt/"));
        assertThat(lines("^(?:ARG|ENV) (\\w+)"))
                .noneMatch(Pattern.compile("(?i)secret|password|token|key").asPredicate());
        assertThat(lines("^(LABEL) ")).isNotEmpty();
    }

    @Test
    void whatTheImageCopiesIsThereAndSentToTheBuilder() {
        List<String> sent = Repository.text(".dockerignore").lines().toList();
        assertThat(sent).first().isEqualTo("*");
        for (String copy : lines("^COPY (?!--from)(.*)$")) {
            List<String> words = List.of(copy.split(" ", -1));
            for (String source : words.subList(0, words.size() - 1)) {
                assertThat(sent).contains("!" + source);
                if (!source.startsWith("target/")) {
                    assertThat(Repository.ROOT.resolve(source)).exists();
                }
            }
        }
    }

    @Test
    void theHealthChecksClassIsThere() {
        String name = lines("\"(io\\.chirograph\\.[A-Za-z.]+)\"").getFirst();
        assertThat(Repository.ROOT.resolve("src/main/java/" + name.replace('.', '/') + ".java"))
                .exists();
    }

    @Test
    void theUnitWaitsForTheDrainAndMayDoLittle() {
        assertThat(UNIT).contains("TimeoutStopSec=11min\n", "SuccessExitStatus=143\n", "StateDirectory=chirograph\n");
        assertThat(Repository.text("docs/configuration.md")).contains("| `chirograph.gateway.drain` | `10m` |");
        for (String setting : List.of(
                "NoNewPrivileges=yes",
                "ProtectSystem=strict",
                "ProtectHome=yes",
                "PrivateTmp=yes",
                "CapabilityBoundingSet=")) {
            assertThat(UNIT).contains(setting + "\n");
        }
        assertThat(Repository.text("docker-compose.yml")).contains("stop_grace_period: 11m\n");
        assertThat(Repository.text("src/test/resources/helm/least.rendered.yaml"))
                .contains("terminationGracePeriodSeconds: 660\n");
    }

    private static List<Path> walked() {
        return Repository.pages().stream()
                .filter(page -> page.startsWith(Repository.ROOT.resolve("docs")) || page.endsWith("README.md"))
                .filter(page ->
                        page.getParent().equals(Repository.ROOT) || page.startsWith(Repository.ROOT.resolve("docs")))
                .toList();
    }

    /// `.ci/docs` runs these blocks; one of which nothing is said would be run by readers alone.
    @TestFactory
    Stream<DynamicTest> everyBlockOfCommandsIsRunOrSaysWhyNot() {
        return walked().stream()
                .map(page ->
                        DynamicTest.dynamicTest(Repository.ROOT.relativize(page).toString(), () -> {
                            String text = Repository.text(page);
                            for (MatchResult block :
                                    FENCE.matcher(text).results().toList()) {
                                String said = block.group(2);
                                if (block.group(3).equals("sh")) {
                                    assertThat(said)
                                            .as("what stands before:\n%s", block.group(4))
                                            .isNotNull()
                                            .matches(SAID);
                                } else if (block.group(3).isEmpty()) {
                                    assertThat(block.group(4))
                                            .as("a block of commands is of the language sh")
                                            .doesNotContainPattern(COMMAND);
                                }
                            }
                            assertThat(FENCE.matcher(text)
                                            .replaceAll("")
                                            .lines()
                                            .filter(line -> line.startsWith("    "))
                                            .filter(COMMAND.asPredicate()))
                                    .as("commands outside a block of the language sh")
                                    .isEmpty();
                        }));
    }

    @Test
    void theUnitStartsWhatTheImageStarts() {
        assertThat(UNIT).contains("ExecStart=/opt/chirograph/chirograph\n");
        assertThat(Files.isExecutable(Repository.ROOT.resolve("chirograph"))).isTrue();
    }
}
