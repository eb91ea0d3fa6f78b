package io.chirograph.gateway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;

/// `policy explain` says what would be kept of request and response, and why.
class ExplainedContentTest {
    private static final Path HOSPITAL = Path.of("docs/examples/policy-hospital.yml");

    @TempDir
    private Path directory;

    private boolean canEncrypt = true;

    private record Answer(int exit, String text) {}

    private Answer explain(Path policy, String environment, String... options) {
        MockEnvironment settings = new MockEnvironment()
                .withProperty("chirograph.environment", environment)
                .withProperty("chirograph.home", directory.toString())
                .withProperty("chirograph.data-dir", directory.toString())
                .withProperty("chirograph.gateway.providers.one.base-url", "http://127.0.0.1:1")
                .withProperty("chirograph.gateway.providers.two.base-url", "http://127.0.0.1:1")
                .withProperty("chirograph.gateway.providers.claude.base-url", "http://127.0.0.1:1")
                .withProperty("chirograph.gateway.providers.claude.dialect", "anthropic")
                .withProperty("chirograph.gateway.providers.one.attributes.baa", "true")
                .withProperty("chirograph.gateway.providers.one.attributes.retains-data", "false");
        if (Files.exists(policy)) {
            settings.withProperty("chirograph.policy.file", policy.toString());
        }
        StringWriter out = new StringWriter();
        CommandLine line = PolicyCommand.assemble(file -> settings, one -> Set.of("hipaa"), one -> () -> canEncrypt)
                .setOut(new PrintWriter(out))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    out.append(e.getMessage());
                    return 2;
                });
        List<String> words = new ArrayList<>(List.of("explain", "--provider", "one"));
        if (!List.of(options).contains("--model")) {
            words.addAll(List.of("--model", "m"));
        }
        words.addAll(List.of(options));
        return new Answer(line.execute(words.toArray(String[]::new)), out.toString());
    }

    @Test
    void withoutAFileItSaysWhoseDefaultItIs() {
        Path none = directory.resolve("none.yml");
        assertThat(explain(none, "development").text())
                .contains("payload: at most request clear as the development environment has it, response clear as the")
                .contains("=> allowed by default-allow; kept: payload clear, retention standard")
                .contains("   request: as it is, in class standard; plain digest")
                .contains("   response: as it is, in class standard; plain digest");
        assertThat(explain(none, "production").text())
                .contains("payload: at most request digest by default, response digest by default")
                .contains("   request: plain digest")
                .contains("   response: plain digest");
        assertThat(explain(none, "production", "--payload", "response=nothing").text())
                .contains("payload: as the caller asks, it lowers what is kept: response from digest to nothing")
                .contains("   response: its size alone");
    }

    @Test
    void theLimitsThatACallHasToFitAreSaidWithItsEstimate() throws Exception {
        Path limited = directory.resolve("limited.yml");
        Files.writeString(limited, """
            version: 1
            limits:
              - {id: mine, per: [key, user], tokens: 1000, requests: 5, window: day, zone: Europe/Zurich}
              - {id: others, models: 'gpt-*', cost: 2.50, window: month}
              - {id: many, concurrency: 3, mode: warn-only}
            """);
        assertThat(explain(limited, "development", "--parameter", "max_tokens=70")
                        .text())
                .contains("limit mine: 5 requests, 1000 tokens in each day (Europe/Zurich) for each key and user")
                .contains("limit many: 3 calls at once for all together, counted and not refused")
                .contains("reserves a token of input for each byte of the body, and 70 of output for each answer")
                .doesNotContain("others");
        assertThat(explain(limited, "development").text()).contains("and 16384 of output for each answer");
    }

    @Test
    void whatAHospitalKeepsIsSaidWithItsKeys() throws Exception {
        Answer answer = explain(HOSPITAL, "production", "--user", "ada", "--metadata", "patient=P-1234");
        assertThat(answer.exit()).as(answer.text()).isZero();
        assertThat(answer.text())
                .contains("request: encrypted to the recipients, in class hipaa; keyed digest")
                .contains("response: encrypted to the recipients, in class hipaa; keyed digest")
                .contains("erased when the key of the verified end user or of whom metadata.patient names is destroyed")
                .contains("identifying fields are pseudonyms")
                .contains("refused where the request is found to hold credential or private-key");
        assertThat(explain(
                                HOSPITAL,
                                "production",
                                "--user",
                                "a",
                                "--metadata",
                                "patient=P-1234",
                                "--payload",
                                "redacted")
                        .text())
                .contains("request from redacted to digest, response from redacted to digest: the class is erasable")
                .contains("   request: keyed digest")
                .doesNotContain("erased when");
        Path any = Files.writeString(
                directory.resolve("any.yml"),
                Files.readString(HOSPITAL)
                        .replace("all: true", "all: false")
                        .replace("payload: encrypted", "payload: reference"));
        assertThat(explain(any, "production", "--user", "a", "--metadata", "patient=P-1234", "--payload-ref")
                        .text())
                .contains("   request: where the caller keeps it; keyed digest");
    }

    @Test
    void whatCouldNotBeEncryptedIsNoPolicy() {
        canEncrypt = false;
        Answer answer = explain(HOSPITAL, "production");
        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.text())
                .contains("line 9: payload is 'encrypted', and chirograph.content.recipients names nobody");
    }

    @Test
    void theWayAlongTheTargetsOfAnAliasIsSaid() throws Exception {
        Path policy = Files.writeString(directory.resolve("policy.yml"), """
                version: 1
                aliases:
                  steady:
                    targets:
                      - {provider: one, model: m-1, weight: 3}
                      - {provider: two, model: m-2, weight: 1, when: {days: [sat, sun], hours: 22:00-06:00}}
                      - {provider: claude, model: m-3}
                      - {provider: two, model: m-4}
                rules:
                  - {id: no-four, deny: {models: [m-4]}}
                """);
        Answer answer = explain(policy, "production", "--model", "steady", "--at", "2026-11-30T23:00:00Z"); // a Monday
        assertThat(answer.exit()).as(answer.text()).isZero();
        assertThat(answer.text())
                .contains("targets of steady, of which the first is drawn by weight")
                .containsSubsequence(
                        " one m-1, weight 3",
                        "alias:steady",
                        "  => may be tried",
                        " claude m-3",
                        "  => skipped: other-dialect",
                        " two m-4",
                        "  => skipped: model-refused",
                        " two m-2",
                        "  => skipped: when");
        answer = explain(
                policy,
                "production",
                "--model",
                "steady",
                "--at",
                "2026-11-29T05:59:59Z",
                "--call-id",
                "01a1fd70-f240-7159-b57d-82d463b6b696");
        assertThat(answer.text())
                .contains("targets of steady, in the order of this call:")
                .contains(" two m-2, weight 1");
    }
}
