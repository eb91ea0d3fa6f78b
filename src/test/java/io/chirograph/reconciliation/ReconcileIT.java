package io.chirograph.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.CommandEnvironment;
import io.chirograph.e2e.Commands;
import io.chirograph.e2e.GatewayProcess;
import io.chirograph.e2e.Http;
import io.chirograph.e2e.StandinProcess;
import io.chirograph.e2e.Trail;
import io.chirograph.reconciliation.ReportServer.Answer;
import io.chirograph.standin.Reports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A packaged gateway, a provider in another process that counts what it answers, and one call that goes
/// around.
@Tag("slow")
class ReconcileIT {
    private static final String CALL = "{\"model\":\"standin-1\",\"messages\":[]}";
    private static final String STREAM = "{\"model\":\"standin-1\",\"messages\":[],\"stream\":true,"
            + "\"stream_options\":{\"include_usage\":true}}";

    @TempDir
    private Path directory;

    private List<String> settings(String openAi, String anthropic) {
        List<String> all = new ArrayList<>();
        for (String[] provider : List.of(
                new String[] {"standin", "openai", openAi, "bearer"},
                new String[] {"standin-a", "anthropic", anthropic, "x-api-key"})) {
            all.addAll(Arrays.asList(GatewayProcess.provider(provider[0], provider[1], provider[2])));
            all.removeLast();
            String prefix = "--chirograph.gateway.providers." + provider[0] + ".";
            all.add(prefix + "auth=" + provider[3]);
            all.add(prefix + "credential=sk-of-the-gateway");
            String declared = "--chirograph.reconciliation.providers." + provider[0] + ".";
            all.add(declared + "report=" + provider[1]);
            all.add(declared + "credentials=" + Reports.id("sk-of-the-gateway"));
        }
        return all;
    }

    private static String today(int days) {
        return LocalDate.now(ZoneOffset.UTC).plusDays(days).toString();
    }

    private List<String> command(String provider, List<String> settings) {
        List<String> all = new ArrayList<>(List.of("reconcile", "--provider", provider));
        all.addAll(List.of("--from", today(-1), "--to", today(2), "--credential-env", "STANDIN_ADMIN"));
        all.addAll(settings);
        return all;
    }

    private Commands.Result online(GatewayProcess gateway, String provider, List<String> settings) throws IOException {
        List<String> all = command(provider, settings);
        Path token = gateway.dataDir().resolve("dev/admin-token");
        all.addAll(List.of("--url", gateway.url(""), "--token-file", token.toString()));
        all.add("--chirograph.data-dir=" + gateway.dataDir());
        return Commands.process(directory, Map.of("STANDIN_ADMIN", Reports.ADMIN), all.toArray(String[]::new));
    }

    /// Of a gateway that is stopped, some days later.
    private Commands.Result later(String provider, List<String> settings) throws IOException {
        Map<String, Object> properties = new LinkedHashMap<>();
        settings.forEach(one -> properties.put(one.substring(2).split("=", 2)[0], one.split("=", 2)[1]));
        properties.put("chirograph.data-dir", directory.resolve("data").toString());
        Path credential = Files.writeString(directory.resolve("admin"), Reports.ADMIN);
        StringWriter output = new StringWriter();
        int exit = new CommandLine(new ReconcileCommand(
                        () -> CommandEnvironment.load(properties),
                        environment -> {
                            throw new AssertionError("the key is given");
                        },
                        Clock.offset(Clock.systemUTC(), Duration.ofDays(4))))
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(output))
                .execute(
                        "--provider=" + provider,
                        "--from=" + today(-1),
                        "--to=" + today(2),
                        "--credential-file=" + credential,
                        "--archive=" + directory.resolve("data/archive"),
                        "--key=" + key,
                        "--offline",
                        "--json");
        return new Commands.Result(exit, output.toString());
    }

    private String key = "";

    @Test
    void oneDirectCallIsReportedWithDayAndModel() throws Exception {
        try (var standin = StandinProcess.start(directory)) {
            List<String> settings = settings(standin.baseUrl(), standin.baseUrl());
            try (var gateway = GatewayProcess.start(directory, settings.toArray(String[]::new));
                    var trail = new Trail(gateway)) {
                Http http = new Http(gateway.port(), gateway.key());
                for (String body : List.of(CALL, CALL, STREAM)) {
                    assertThat(http.post("/standin/v1/chat/completions", body).status())
                            .isEqualTo(200);
                }
                assertThat(http.post("/standin-a/v1/messages", CALL).status()).isEqualTo(200);
                key = Commands.verifierKey(gateway);

                Commands.Result before = online(gateway, "standin", settings);
                assertThat(before.exit()).as(before.output()).isEqualTo(2);
                assertThat(before.output())
                        .contains("the provider may still be counting")
                        .doesNotContain("bypass");

                assertThat(new Http(standin.port(), "none")
                                .post("/v1/chat/completions", CALL, "Authorization: Bearer sk-rogue")
                                .status())
                        .isEqualTo(200);
                Commands.Result found = online(gateway, "standin", settings);
                assertThat(found.exit()).as(found.output()).isOne();
                assertThat(found.output())
                        .containsPattern("\\d{4}-\\d\\d-\\d\\d bypass " + Reports.id("sk-rogue")
                                + " proj_standin standin-1: reported 11 in, 20 out, 1 requests")
                        .doesNotContain(Reports.ADMIN);
                assertThat(trail.metric("chirograph_usage_bypasses{provider=\"standin\"}"))
                        .contains(1.0);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(2))
                        .untilAsserted(() -> assertThat(events(trail).stream()
                                        .map(event -> event.at("/verdict").asString()))
                                .containsExactlyInAnyOrder("unchecked", "differs"));
                JsonNode differs = events(trail).stream()
                        .filter(event -> event.at("/verdict").asString().equals("differs"))
                        .findFirst()
                        .orElseThrow();
                assertThat(differs.at("/rows/0/credential").asString()).isEqualTo(Reports.id("sk-rogue"));
                assertThat(differs.at("/rows/0/model").asString()).isEqualTo("standin-1");
                assertThat(differs.at("/unexplainedTokens").asInt()).isEqualTo(31);
                assertThat(differs.at("/operator/verified/subject").asString()).isNotEmpty();
                gateway.stop();
            }
            Commands.Result holds = later("standin-a", settings);
            assertThat(holds.exit()).as(holds.output()).isZero();
            JsonNode report = JsonMapper.shared().readTree(holds.output());
            assertThat(report.at("/rows")).hasSize(1);
            assertThat(report.at("/rows/0/verdict").asString()).isEqualTo("agrees");
            assertThat(report.at("/rows/0/recordedInputTokens").asInt()).isEqualTo(14);

            Commands.Result differs = later("standin", settings);
            assertThat(differs.exit()).as(differs.output()).isOne();
            JsonNode both = JsonMapper.shared().readTree(differs.output());
            assertThat(both.at("/counts").toString()).isEqualTo("{\"agrees\":1,\"bypass\":1}");
            assertThat(both.at("/rows/1/reportedRequests").asInt()).isEqualTo(3);

            try (var gateway = GatewayProcess.start(directory, settings.toArray(String[]::new));
                    var trail = new Trail(gateway)) {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(2))
                        .untilAsserted(() -> assertThat(events(trail).stream()
                                        .map(event -> event.at("/verdict").asString()))
                                .containsExactlyInAnyOrder("unchecked", "differs", "holds", "differs"));
                assertThat(trail.metric("chirograph_usage_reconciliation_overdue{provider=\"standin-a\"}"))
                        .contains(0.0);
                gateway.stop();
            }
        }
    }

    private static List<JsonNode> events(Trail trail) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        trail.get("/audit/v1/events?type=usage.reconciled")
                .at("/items")
                .forEach(item -> events.add(item.at("/event/data")));
        return events;
    }

    @Test
    void oneThatIsKilledLeavesNothingBehindAndIsDoneAgain() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (var server = new ReportServer(uri -> {
            asked.countDown();
            try {
                boolean unused = go.await(5, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Map<LocalDate, String> days = new LinkedHashMap<>();
            for (int day = -1; day < 2; day++) {
                days.put(LocalDate.parse(today(day)), "");
            }
            return Answer.ok(ReportServer.openAi(days, ""));
        })) {
            List<String> settings =
                    settings(server.url().toString(), server.url().toString());
            settings.add("--chirograph.reconciliation.providers.standin.lag=0s");
            try (var gateway = GatewayProcess.start(directory, settings.toArray(String[]::new));
                    var trail = new Trail(gateway)) {
                List<Commands.Result> results = new ArrayList<>();
                Thread first = Thread.ofPlatform().start(() -> {
                    try {
                        results.add(online(gateway, "standin", settings));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                assertThat(asked.await(2, TimeUnit.MINUTES)).isTrue();
                ProcessHandle.current()
                        .children()
                        .filter(child -> child.info()
                                .arguments()
                                .map(arguments -> List.of(arguments).contains("reconcile"))
                                .orElse(false))
                        .forEach(ProcessHandle::destroyForcibly);
                first.join();
                assertThat(results)
                        .singleElement()
                        .satisfies(result -> assertThat(result.exit()).isGreaterThan(2));
                go.countDown();
                Commands.Result again = online(gateway, "standin", settings);
                assertThat(again.exit()).as(again.output()).isZero();
                Awaitility.await()
                        .atMost(Duration.ofMinutes(2))
                        .untilAsserted(() -> assertThat(events(trail).stream()
                                        .map(event -> event.at("/verdict").asString()))
                                .containsExactly("holds"));
                gateway.stop();
            }
        }
    }
}
