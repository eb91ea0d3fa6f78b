package io.chirograph.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.query.index.TestLog;
import io.chirograph.reconciliation.ReportServer.Answer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `chirograph reconcile` over an archive in a directory and a report that a test says.
class ReconcileCommandTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final Clock LATER = Clock.fixed(Instant.parse("2026-11-26T00:00:00Z"), ZoneOffset.UTC);
    private static final String OWN =
            "{\"input_tokens\":30,\"output_tokens\":3,\"num_model_requests\":2,\"api_key_id\":\"key_own\","
                    + "\"project_id\":\"proj_1\",\"model\":\"gpt-x\"}";

    @TempDir
    private Path directory;

    private TestLog log;
    private String results = OWN;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final MockEnvironment environment = new MockEnvironment();

    @BeforeEach
    void aLogOfTwoCalls() throws Exception {
        Archive archive = Archives.directory(directory.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        log.event("log.heartbeat", "{}");
        log.publish();
        log.after(Duration.ofDays(1));
        for (int tokens = 1; tokens <= 2; tokens++) {
            UUID call = log.next();
            log.event(
                    "ai.call.started",
                    "{\"callId\":\"" + call
                            + "\",\"provider\":\"openai\",\"credential\":\"gateway\",\"gen_ai.request.model\":\"gpt-x\"}");
            log.event(
                    "ai.call.completed",
                    "{\"callId\":\"" + call + "\",\"outcome\":\"ok\",\"status\":200,\"gen_ai.usage.input_tokens\":"
                            + 10 * tokens + ",\"gen_ai.usage.output_tokens\":" + tokens
                            + ",\"usage\":{\"understood\":true},\"cost\":{\"amount\":\"1\"}}");
        }
        log.event("log.stopped", "{\"reason\":\"shutdown\"}");
        log.publish();
        Files.writeString(directory.resolve("admin"), "sk-admin\n");
        environment.setProperty("chirograph.data-dir", directory.resolve("none").toString());
        environment.setProperty("chirograph.reconciliation.providers.openai.report", "openai");
        environment.setProperty("chirograph.reconciliation.providers.openai.credentials", "key_own");
    }

    private int run(String... more) {
        return run(DAY, DAY.plusDays(1), LATER, more);
    }

    private int run(LocalDate from, LocalDate to, Clock clock, String... more) {
        try (var server = new ReportServer(asked -> {
            boolean isAbout = asked.getPath().endsWith("/completions");
            return Answer.ok(ReportServer.openAi(Map.of(from, isAbout ? results : ""), ""));
        })) {
            environment.setProperty(
                    "chirograph.reconciliation.providers.openai.url",
                    server.url().toString());
            List<String> args = new ArrayList<>(List.of(
                    "--provider",
                    "openai",
                    "--from",
                    from.toString(),
                    "--to",
                    to.toString(),
                    "--archive",
                    directory.resolve("archive").toString()));
            args.addAll(List.of(more));
            if (!args.contains("--credential-env")) {
                args.addAll(
                        List.of("--credential-file", directory.resolve("admin").toString()));
            }
            return execute(clock, args.toArray(String[]::new));
        }
    }

    private int execute(Clock clock, String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(new ReconcileCommand(
                        () -> environment,
                        settings -> {
                            throw new AssertionError("no signing key is needed");
                        },
                        clock))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private String key() {
        return log.followed().key().encode();
    }

    private JsonNode json() {
        return JsonMapper.shared().readTree(out.toString());
    }

    @Test
    void whatAgreesHolds() {
        assertThat(run("--key", key(), "--dry-run", "--json"))
                .as(err.toString())
                .isZero();
        assertThat(json().path("verdict").asString()).isEqualTo("holds");
        assertThat(json().at("/rows/0/verdict").asString()).isEqualTo("agrees");
        assertThat(json().path("logs").path(log.followed().id()).asInt()).isEqualTo(6);
    }

    @Test
    void oneDirectCallIsReportedWithDayAndModel() throws Exception {
        results = OWN + "," + OWN.replace("key_own", "key_rogue").replace("gpt-x", "gpt-<y>");
        Path page = directory.resolve("page.html");
        assertThat(run("--key", key(), "--dry-run", "--report", page.toString()))
                .isOne();
        assertThat(out.toString())
                .contains("does not hold")
                .contains("2026-11-22 bypass key_rogue proj_1 gpt-<y>: reported 30 in, 3 out, 2 requests");
        assertThat(Files.readString(page))
                .contains("<td>key_rogue</td><td>proj_1</td><td>gpt-&lt;y&gt;</td>")
                .doesNotContain("gpt-<y>", "sk-admin");
        assertThat(out.toString() + err).doesNotContain("sk-admin");
    }

    @Test
    void aCallThatTheTrailHasNotIsMoreThanItExplains() {
        results = OWN.replace("30", "41").replace("\"num_model_requests\":2", "\"num_model_requests\":3");
        assertThat(run("--key", key(), "--dry-run", "--json")).isOne();
        assertThat(json().at("/rows/0/verdict").asString()).isEqualTo("excess");
        assertThat(json().path("unexplainedTokens").asInt()).isEqualTo(11);
    }

    @Test
    void aLogWithoutAKeyIsNotPassedOver() {
        assertThat(run("--dry-run")).isEqualTo(2);
        assertThat(err.toString())
                .contains("could not be checked: no key is known of log "
                        + log.followed().id());
        results = OWN.replace("key_own", "key_rogue");
        assertThat(run("--dry-run"))
                .as("a bypass is one, whatever the trail says")
                .isOne();
    }

    @Test
    void daysThatAreNotFinalAreNamedAndNothingIsSaidOfThem() {
        Clock soon = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
        assertThat(run(DAY, DAY.plusDays(1), soon, "--key", key(), "--dry-run")).isEqualTo(2);
        assertThat(out.toString()).contains("2026-11-22 pending key_own");
        assertThat(err.toString()).contains("the provider may still be counting on every one of these days");
        environment.setProperty("chirograph.reconciliation.providers.openai.lag", "11h");
        assertThat(run(DAY, DAY.plusDays(1), soon, "--key", key(), "--dry-run")).isZero();
    }

    @Test
    void aReportThatCannotBeReadIsNoAgreement() {
        results = "{\"input_tokens\":\"many\"}";
        assertThat(run("--key", key(), "--dry-run", "--json")).isEqualTo(2);
        assertThat(json().path("verdict").asString()).isEqualTo("unchecked");
        assertThat(err.toString())
                .contains("could not be checked: completions.data[0].results[0].num_model_requests must be a whole");
    }

    @Test
    void anArchiveThatWasChangedIsNoAgreement() throws Exception {
        try (var files = Files.walk(directory.resolve("archive"))) {
            Path segment = files.filter(file -> file.toString().endsWith(".zst"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(segment);
            bytes[bytes.length / 2] ^= 1;
            Files.write(segment, bytes);
        }
        assertThat(run("--key", key(), "--dry-run")).isEqualTo(2);
        assertThat(err.toString())
                .contains("could not be checked: log " + log.followed().id());
    }

    @ParameterizedTest
    @CsvSource({
        "--provider=other, nothing is declared in chirograph.reconciliation.providers.other",
        "--to=2026-11-21, --to must be 1 to 93 days behind --from",
        "--to=2027-11-21, --to must be 1 to 93 days behind --from",
        "--credential-env=NOT_THERE, the variable of --credential-env is not set",
    })
    void aWrongCallSaysWhatIsWrong(String argument, String message) {
        List<String> args = new ArrayList<>(List.of("--provider=openai", "--from=2026-11-21", "--to=2026-11-22"));
        args.replaceAll(one -> one.split("=", 2)[0].equals(argument.split("=", 2)[0]) ? argument : one);
        if (!args.contains(argument)) {
            args.add(argument);
        }
        args.add("--dry-run");
        environment.setProperty("chirograph.reconciliation.providers.openai.url", "http://127.0.0.1:1");
        assertThat(execute(LATER, args.toArray(String[]::new))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void theCredentialIsCheckedBeforeItIsSentAndStandsInNoMessage() throws Exception {
        Files.writeString(directory.resolve("admin"), "sk admin\nwith more");
        assertThat(run("--key", key(), "--dry-run")).isEqualTo(2);
        assertThat(err.toString())
                .contains("the file of --credential-file holds something that is no credential")
                .doesNotContain("sk admin");
    }

    @Test
    void withoutAWayToRecordItNothingIsRead() {
        assertThat(run("--key", key())).isEqualTo(2);
        assertThat(err.toString()).contains("--token-file is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "url, http://api.openai.com",
        "url, https://user:secret@api.openai.com",
        "url, https://api.openai.com/v1",
        "url, https://api.openai.com?x=y",
        "report, gemini",
        "tolerance, 11",
        "lag, -1h",
        "boundary, 13h",
        "every, 0s"
    })
    void aDeclarationThatCannotBeMeantIsRefused(String name, String value) {
        String setting = "chirograph.reconciliation.providers.openai." + name;
        environment.setProperty(setting, value);
        assertThat(execute(LATER, "--provider=openai", "--from=2026-11-21", "--to=2026-11-22", "--dry-run"))
                .isNotZero();
        assertThat(err.toString()).contains("chirograph.reconciliation.providers.*." + name + " must be ");
    }

    @Test
    void theAddressMayBeTheProviders() {
        assertThat(run("--key", key(), "--dry-run")).isZero();
        environment.setProperty("chirograph.reconciliation.providers.openai.url", "");
        environment.setProperty("chirograph.gateway.providers.openai.base-url", "http://example.com/base");
        assertThat(execute(
                        LATER,
                        "--provider=openai",
                        "--from=2026-11-21",
                        "--to=2026-11-22",
                        "--dry-run",
                        "--credential-file=" + directory.resolve("admin")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("url must be set to https with a host");
    }
}
