package io.chirograph.query.coverage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chirograph.archive.configured.Archives;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.ArchiveAccessed;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.LogLife;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.KeptContent;
import io.chirograph.event.value.LogSizes;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import io.chirograph.verifier.SecondVerifier;
import io.chirograph.verifier.bundle.BundleVerifier;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What may be claimed of a log, and when something did not work, over real HTTP.
class CoverageApiTest {
    @RegisterExtension
    static final SecondVerifier SECOND = new SecondVerifier();

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static UUID call;

    private static long start() {
        return log.fact(new LogLife.Started(
                "1", "example.com/chirograph/gw-1", false, MINUTE, sizes(0), null, null, null, null));
    }

    private static long heartbeat(long exported) {
        return log.fact(new LogLife.Heartbeat(MINUTE, sizes(exported), null));
    }

    private static LogSizes sizes(long exported) {
        return new LogSizes(log.events.size(), 0, exported, 0, 0);
    }

    @BeforeAll
    static void begin() throws Exception {
        log = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-1");
        start(); // 0
        call = log.started(
                Map.of("tenant", "acme"),
                new Body(
                        new Digest("sha256", null, "0".repeat(64), 0),
                        "application/json",
                        null,
                        List.of(),
                        KeptContent.fallen(PayloadLevel.DIGEST, "scan-timeout"))); // 1
        heartbeat(1); // 2
        log.after(Duration.ofMinutes(8));
        heartbeat(1); // 3: silence, and export is late
        log.after(Duration.ofSeconds(50));
        heartbeat(1); // 4: still
        log.after(Duration.ofSeconds(50));
        heartbeat(5); // 5: not any more
        log.fact(new LogLife.Lapsed(TestLog.START, TestLog.START.plusSeconds(30), 31)); // 6
        log.fact(new LogLife.Stopped("shutdown", sizes(6), null)); // 7
        log.after(Duration.ofHours(2));
        start(); // 8
        log.after(Duration.ofMinutes(30));
        log.fact(new LogLife.Recovered(0, null, 0, sizes(9), null, null)); // 9
        start(); // 10
        log.fact(accessed("2026-11-21T12:00:00Z")); // 11
        log.fact(accessed("2026-11-21T11:59:00Z")); // 12
        log.fact(new ArchiveAccessed("main", "ceph-ops", directRead(), null)); // 13
        log.publish();
        server = AuditServer.start(data, log.followed(), log.events.size());
    }

    private static ArchiveAccessed accessed(String followedTo) {
        return new ArchiveAccessed(
                "main",
                "ceph-ops",
                null,
                new ArchiveAccessed.Summary(
                        TestLog.START,
                        TestLog.START,
                        Instant.parse(followedTo),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        List.of(),
                        List.of()));
    }

    private static ArchiveAccessed.Access directRead() {
        return new ArchiveAccessed.Access(
                false,
                TestLog.START,
                "mallory",
                "K1",
                "192.0.2.9",
                "read",
                "get_obj",
                "a/b",
                null,
                200,
                null,
                5L,
                "t",
                "x");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode json(String path) throws Exception {
        HttpResponse<byte[]> answer = server.get(path);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static List<JsonNode> items(JsonNode coverage) {
        List<JsonNode> items = new ArrayList<>();
        coverage.at("/items/0/interruptions/items").forEach(items::add);
        return items;
    }

    @Test
    void everyIntervalIsListedWithItsKindAndPlace() throws Exception {
        JsonNode coverage = json("coverage");
        assertThat(items(coverage))
                .extracting(
                        item -> item.get("kind").asString(),
                        item -> item.get("position").asLong(),
                        item -> item.path("count").asLong(-1))
                .containsExactly(
                        tuple("scan-incomplete", 1L, 1L),
                        tuple("silence", 3L, -1L),
                        tuple("export-late", 3L, 3L),
                        tuple("recording-lapsed", 6L, 31L),
                        tuple("stopped", 8L, -1L),
                        tuple("unclean-stop", 9L, -1L));
        JsonNode late = items(coverage).get(2);
        assertThat(Duration.between(
                                Instant.parse(late.get("from").asString()),
                                Instant.parse(late.get("to").asString()))
                        .toSeconds())
                .isEqualTo(8 * 60 + 50);
        assertThat(coverage.at("/items/0/interruptions/exportTold").asBoolean()).isTrue();
        assertThat(coverage.at("/items/0/interruptions/counts/stopped").asLong())
                .isEqualTo(1);
    }

    @Test
    void howFarDirectReadsAreOnRecordIsStatedAndEachIsFound() throws Exception {
        JsonNode reads = json("coverage").at("/items/0/interruptions/directReads");
        assertThat(reads.path("state").asString()).isEqualTo("recorded");
        assertThat(reads.at("/followed/0/source").asString()).isEqualTo("ceph-ops");
        assertThat(reads.at("/followed/0/to").asString()).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(json("coverage?to=2026-11-21T09:00:00Z")
                        .at("/items/0/interruptions/directReads/state")
                        .asString())
                .isEqualTo("unrecorded");
        for (String filter : List.of("client=192.0.2.9", "operator=mallory", "status=200")) {
            JsonNode found = json("events?type=archive.accessed&" + filter).get("items");
            assertThat(found).as(filter).hasSize(1);
        }
        assertThat(json("events?type=archive.accessed&operator=alice").get("items"))
                .isEmpty();
    }

    @Test
    void theIndexClaimsNoMoreThanTheLogsOwnWord() throws Exception {
        JsonNode assurance = json("coverage").at("/items/0/assurance");
        assertThat(assurance.get("level").asString()).isEqualTo("self-attested");
        assertThat(assurance.get("size").asLong()).isEqualTo(log.events.size());
        assertThat(assurance.get("lacks").toString()).contains("verify --require-lock", "no policy was given");
    }

    @Test
    void aPeriodLimitsWhatIsListed() throws Exception {
        assertThat(items(json("coverage?from=2026-11-21T11:00:00Z")))
                .extracting(item -> item.get("kind").asString())
                .containsExactly("stopped", "unclean-stop");
        assertThat(items(json("coverage?to=2026-11-21T09:00:00Z"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "coverage?from=yesterday",
                "coverage?from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z",
                "coverage?log=x",
                "coverage?from=2026-11-21T00:00:00Z&from=2026-11-21T00:00:00Z"
            })
    void aBadQuestionIsRefused(String path) throws Exception {
        assertThat(server.get(path).statusCode()).isEqualTo(400);
    }

    @Test
    void itIsAReadLikeOthers() throws Exception {
        server.recorded().takeReads();
        json("coverage?from=2026-11-21T11:00:00Z");
        AuditRead read = server.recorded().takeReads().getLast();
        assertThat(read.results()).isEqualTo(2);
        assertThat(read.http().path()).isEqualTo("/audit/v1/coverage");
        assertThat(server.anonymous("coverage").statusCode()).isEqualTo(401);
    }

    @Test
    void evidenceSaysTheSame() throws Exception {
        HttpResponse<byte[]> zip = server.get("calls/" + call + "/evidence");
        SECOND.evidence(zip.body(), List.of(log.followed().key()), null);
        var report = new BundleVerifier(List.of(log.followed().key()), null, null).verify(zip.body());
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        assertThat(String.join("\n", report.said())).contains("interruptions: 6", "recording-lapsed from");
        assertThat(report.assurances()).hasSize(1);
        assertThat(report.assurances().getFirst().assurance().size()).isEqualTo(2);
        assertThat(String.join("\n", report.assurances().getFirst().assurance().lacks()))
                .contains("a file cannot show how it was stored");
    }
}
