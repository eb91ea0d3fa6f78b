package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.configured.Archives;
import io.chirograph.query.api.AuditServer;
import io.chirograph.verifier.SecondVerifier;
import io.chirograph.verifier.bundle.BundleVerifier;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A process that audits the logs of others reads them where they are published, its own where that is, and tells both
/// apart in evidence.
class SourceTest {
    @RegisterExtension
    static final SecondVerifier SECOND = new SecondVerifier();

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog gateway;
    private static TestLog own;
    private static UUID call;

    @BeforeAll
    static void start() throws Exception {
        Path source = data.resolve("gateways");
        gateway = new TestLog(Archives.directory(source), "example.com/chirograph/gw-1");
        call = gateway.ok(Map.of("tenant", "acme"));
        gateway.publish();
        own = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/auditor-1");
        own.ok(Map.of("tenant", "acme"));
        own.ok(Map.of("tenant", "acme"));
        own.publish();
        Files.writeString(data.resolve("predecessors"), own.followed().key().encode() + "\n");
        server = AuditServer.start(
                data,
                gateway.followed().key().encode(),
                "--chirograph.roles=auditor",
                "--chirograph.query.source.directory=" + source);
        Awaitility.await()
                .until(() ->
                        text("logs").contains("\"size\":2,") && text("logs").contains("\"size\":4,"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String text(String path) throws Exception {
        return new String(server.get(path).body(), UTF_8);
    }

    private static JsonNode json(String path) throws Exception {
        return JsonMapper.shared().readTree(text(path));
    }

    @Test
    void bothLogsAreListedAndTheirCallsFound() throws Exception {
        assertThat(json("logs").at("/items")).hasSize(2);
        assertThat(json("calls?tenant=acme").at("/items")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSealOfAnEventIsReadWhereItIsPublished(boolean ofGateway) throws Exception {
        TestLog log = ofGateway ? gateway : own;
        JsonNode event = json("events/" + log.events.getFirst().id());
        assertThat(event.at("/log").asString()).isEqualTo(log.followed().id());
        assertThat(event.toString()).contains(log.layout().checkpoint(ofGateway ? 2 : 4));
        assertThat(text("logs/" + log.followed().id() + "/checkpoint"))
                .startsWith(log.followed().origin() + "\n");
    }

    @Test
    void evidenceIsOfTheSourceAlone() throws Exception {
        HttpResponse<byte[]> one = server.get("calls/" + call + "/evidence");
        HttpResponse<byte[]> all = server.send("POST", "evidence", "{\"query\":{}}");
        for (byte[] zip : List.of(one.body(), all.body())) {
            SECOND.evidence(zip, List.of(gateway.followed().key()), null);
            var report = new BundleVerifier(List.of(gateway.followed().key()), null, null).verify(zip);
            assertThat(report.exitCode(false)).as(report.toString()).isZero();
        }
    }
}
