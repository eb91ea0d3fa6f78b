package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.query.api.AuditServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nobody reads unseen: each request to the auditors' API is one `audit.read`, recorded before its answer goes out.
class ReadsTest {
    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static UUID call;

    @BeforeAll
    static void start() throws Exception {
        log = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-1");
        call = log.ok(Map.of("tenant", "acme"));
        log.ok(Map.of("tenant", "other"));
        log.publish();
        server = AuditServer.start(data, log.followed(), 4);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.recorded().unavailable = false;
        server.recorded().takeReads();
    }

    /// Path, method, status, results.
    static Stream<Object[]> requests() {
        String id = log.followed().id();
        String event = log.events.getFirst().id().toString();
        return Stream.of(
                new Object[] {"GET", "calls", 200, 2},
                new Object[] {"HEAD", "calls", 200, 2},
                new Object[] {"GET", "calls?tenant=acme", 200, 1},
                new Object[] {"GET", "calls?limit=0", 400, 0},
                new Object[] {"GET", "calls/" + call, 200, 1},
                new Object[] {"HEAD", "calls/" + call, 200, 1},
                new Object[] {"GET", "calls/" + UUID.randomUUID(), 404, 0},
                new Object[] {"GET", "calls/x", 400, 0},
                new Object[] {"GET", "events", 200, 4},
                new Object[] {"GET", "events?type=audit.read", 200, 0},
                new Object[] {"GET", "events/" + event, 200, 1},
                new Object[] {"GET", "timeline?actor=x", 200, 0},
                new Object[] {"GET", "timeline", 400, 0},
                new Object[] {"GET", "summary?group=tenant", 200, 2},
                new Object[] {"GET", "logs", 200, 1},
                new Object[] {"GET", "logs/" + id + "/checkpoint", 200, 1},
                new Object[] {"HEAD", "logs/" + id + "/checkpoint", 200, 1},
                new Object[] {"GET", "logs/" + id + "/tile/0/000.p/4", 200, 4},
                new Object[] {"GET", "logs/" + id + "/tile/entries/000.p/3", 200, 3},
                new Object[] {"HEAD", "logs/" + id + "/tile/entries/000.p/3", 200, 3},
                new Object[] {"GET", "logs/" + id + "/tile/0/000", 404, 0},
                new Object[] {"GET", "logs/" + id + "/proof/inclusion?index=1", 200, 1},
                new Object[] {"GET", "logs/" + id + "/proof/consistency?from=2", 200, 1},
                new Object[] {"GET", "calls/" + call + "/evidence", 200, 1},
                new Object[] {"HEAD", "calls/" + call + "/evidence", 200, 1},
                new Object[] {"POST", "evidence", 200, 2},
                new Object[] {"GET", "nothing", 404, 0});
    }

    private static HttpResponse<byte[]> send(String method, String path) throws Exception {
        return server.send(method, path, method.equals("POST") ? "{\"query\":{}}" : "");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void eachRequestIsOneEvent(String method, String path, int status, int results) throws Exception {
        HttpResponse<byte[]> answer = send(method, path);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(status);
        List<AuditRead> reads = server.recorded().takeReads();
        assertThat(reads).hasSize(1);
        AuditRead read = reads.getFirst();
        assertThat(read.reader().verified()).containsEntry("subject", "dev-auditor");
        assertThat(read.role()).isEqualTo("auditor");
        assertThat(read.http().method()).isEqualTo(method);
        assertThat("/audit/v1/" + path).startsWith(read.http().path());
        assertThat(read.status()).isEqualTo(status);
        assertThat(read.results()).isEqualTo(results);
        assertThat(read.sizes()).isEqualTo(Map.of(log.followed().id(), 4L));
        assertThat(read.client().peer()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatCannotBeRecordedIsNotAnswered(String method, String path, int status, int results) throws Exception {
        server.recorded().unavailable = true;
        HttpResponse<byte[]> answer = send(method, path);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Content-Disposition")).isEmpty();
        if (!method.equals("HEAD")) {
            assertThat(new String(answer.body(), UTF_8))
                    .contains("\"code\":\"recording-unavailable\"")
                    .doesNotContain("acme");
        }
        assertThat(server.recorded().takeReads()).isEmpty();
    }

    @Test
    void theQuestionIsRecordedAsItWasMeantAndWithoutWhatItDoesNotKnow() throws Exception {
        server.get("calls?tenant=a%63me&limit=7&metadata.ticket=T-1");
        server.get("calls?limit=7&metadata.ticket=T-1&tenant=acme");
        server.get("calls?access_token=secret&tenant=acme&tenant=other");
        server.get("calls/x?tenant=acme");
        server.send("POST", "evidence", "{\"query\":{\"tenant\":\"acme\"},\"sample\":1,\"seed\":\"7\"}");
        List<AuditRead> reads = server.recorded().takeReads();
        assertThat(reads.get(0).query())
                .isEqualTo(new TreeMap<>(Map.of("limit", "7", "metadata.ticket", "T-1", "tenant", "acme")))
                .isEqualTo(reads.get(1).query());
        assertThat(reads.get(2).query())
                .isEqualTo(new TreeMap<>(Map.of("tenant", List.of("acme", "other"), "unknownParameters", 1L)));
        assertThat(reads.get(2).status()).isEqualTo(400);
        assertThat(reads.get(4).query()).isEqualTo(new TreeMap<>(Map.of("sample", 1L, "seed", "7", "tenant", "acme")));
        assertThat(reads.get(4).question()).isNotNull();
        assertThat(reads).noneMatch(read -> read.toString().contains("secret"));
    }

    @Test
    void whoEntersIsOnRecordOnceAndWhoDoesNotIsToo() throws Exception {
        server.get("calls");
        server.get("events");
        assertThat(server.recorded().granted).hasSize(1);
        assertThat(server.recorded().granted.getFirst().surface()).isEqualTo("audit");
        int before = server.recorded().refused.size();
        server.anonymous("calls");
        assertThat(server.recorded().refused).hasSize(before + 1);
        assertThat(server.recorded().refused.getLast().code()).isEqualTo("token-missing");
        assertThat(server.recorded().takeReads()).hasSize(2);
    }
}
