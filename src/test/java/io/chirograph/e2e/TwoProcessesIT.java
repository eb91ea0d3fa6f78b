package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.faults.FaultProxy;
import io.chirograph.rgw.RgwServer;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.databind.JsonNode;

/// A packaged gateway that serves no auditors, and a packaged auditors' process that may only read what the gateway
/// wrote and has a log of its own in another bucket, on a real store.
class TwoProcessesIT {
    private static final String PREFIX = "trail";
    private static final String GATEWAY = "localhost/chirograph/gw-1";
    private static final String AUDITOR = "localhost/chirograph/auditor-1";
    private static final String BODY = "{\"model\":\"m\",\"messages\":[]}";

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String user = "auditors" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void theAuditorsReadElsewhereAndTheirReadsAreInALogOfTheirOwn() throws Exception {
        RgwServer rgw = RgwServer.shared();
        String trail = rgw.createBucket(true);
        rgw.allowWriter(trail, PREFIX);
        String own = rgw.createBucket(true);
        rgw.administer(
                "user",
                "create",
                "--uid=" + user,
                "--display-name=x",
                "--access-key=key" + user,
                "--secret-key=secret" + user);
        rgw.allowWriter(own, PREFIX, user);
        Path signingKey = directory.resolve("gateway/data/dev/signing-key.pem");
        Files.createDirectories(signingKey.getParent());
        SigningKeyFile.generate(signingKey, Passphrase.NONE);
        VerifierKey gatewayKey =
                SigningKeyFile.load(signingKey, GATEWAY, Passphrase.NONE).verifierKey();
        try (var cable = new FaultProxy(rgw.port());
                var gateway = gateway(rgw, trail);
                var auditor = auditor(rgw, trail, cable, own, gatewayKey);
                var seen = new Trail(auditor)) {
            gateway.awaitReady();
            auditor.awaitReady();
            VerifierKey auditorKey = SigningKeyFile.load(
                            auditor.dataDir().resolve("dev/signing-key.pem"), AUDITOR, Passphrase.NONE)
                    .verifierKey();
            String call = new Http(gateway.port(), gateway.key())
                    .post("/sandbox/v1/chat/completions", BODY)
                    .callId();
            soon("the call is found")
                    .until(() -> seen.calls().stream()
                            .anyMatch(found -> found.at("/callId").asString().equals(call)
                                    && found.at("/outcome").asString().equals("ok")));
            assertEachHasItsRole(gateway, auditor);
            assertEverythingIsReadFromTheSource(seen, call, gatewayKey);
            byte[] evidence = seen.download("/audit/v1/calls/" + call + "/evidence");
            assertReadsAreInTheAuditorsLog(seen, gatewayKey, auditorKey);
            assertWhatCannotBeRecordedIsNotRead(auditor, cable);
            assertThat(auditor.log()).doesNotContain("only read", "AccessDenied");
            assertThat(auditor.stop()).isEqualTo(143);
            verify(rgw, own, "key" + user, "secret" + user, auditorKey);
            verify(evidence, gatewayKey);
        }
        try (S3Client source = rgw.client("AUDITOR")) {
            refused(source, trail);
            refused(source, own);
        }
    }

    private GatewayProcess gateway(RgwServer rgw, String bucket) throws IOException {
        return GatewayProcess.launch(
                directory.resolve("gateway"),
                GatewayProcess.freePort(),
                GatewayProcess.freePort(),
                "--chirograph.roles=gateway",
                "--chirograph.log.origin=" + GATEWAY,
                "--chirograph.archive.type=s3",
                "--chirograph.archive.retention=P1D",
                "--chirograph.archive.s3.bucket=" + bucket,
                "--chirograph.archive.s3.prefix=" + PREFIX,
                "--chirograph.archive.s3.endpoint=" + rgw.endpoint(),
                "--chirograph.archive.s3.access-key-id=" + rgw.accessKey("WRITER"),
                "--chirograph.archive.s3.secret-access-key=" + rgw.secretKey("WRITER"),
                "--chirograph.exporter.max-age=200ms");
    }

    private GatewayProcess auditor(RgwServer rgw, String trail, FaultProxy cable, String own, VerifierKey gateway)
            throws IOException {
        return GatewayProcess.launch(
                Files.createDirectory(directory.resolve("auditor")),
                GatewayProcess.freePort(),
                GatewayProcess.freePort(),
                "--chirograph.roles=auditor",
                "--chirograph.log.origin=" + AUDITOR,
                "--chirograph.query.keys=" + gateway,
                "--chirograph.query.source.type=s3",
                "--chirograph.query.source.s3.bucket=" + trail,
                "--chirograph.query.source.s3.prefix=" + PREFIX,
                "--chirograph.query.source.s3.endpoint=" + rgw.endpoint(),
                "--chirograph.query.source.s3.access-key-id=" + rgw.accessKey("AUDITOR"),
                "--chirograph.query.source.s3.secret-access-key=" + rgw.secretKey("AUDITOR"),
                "--chirograph.query.source.retention=P1D",
                "--chirograph.archive.type=s3",
                "--chirograph.archive.retention=P1D",
                "--chirograph.archive.require-tier=COMPLIANCE",
                "--chirograph.archive.s3.bucket=" + own,
                "--chirograph.archive.s3.prefix=" + PREFIX,
                "--chirograph.archive.s3.endpoint=" + cable.endpoint(),
                "--chirograph.archive.s3.access-key-id=key" + user,
                "--chirograph.archive.s3.secret-access-key=secret" + user,
                "--chirograph.journal.file-size=32KB",
                "--chirograph.journal.max-bytes=128KB",
                "--chirograph.journal.grace=0s",
                "--chirograph.journal.recheck=100ms",
                "--chirograph.exporter.max-age=200ms",
                "--chirograph.exporter.retry-max=300ms",
                "--chirograph.query.poll=200ms",
                "--chirograph.monitor.reconcile-after=1s",
                "--chirograph.monitor.reconcile-every=2s",
                "--chirograph.monitor.retry=1s",
                "--chirograph.monitor.requests-per-second=2000");
    }

    private void assertEachHasItsRole(GatewayProcess gateway, GatewayProcess auditor) throws Exception {
        for (String path : List.of("/audit/v1/calls", "/audit/v1/logs", "/console")) {
            HttpResponse<String> absent = get(gateway, path);
            assertThat(absent.statusCode()).isEqualTo(404);
            assertThat(absent.body()).contains("role-absent", "chirograph.roles of this process is gateway");
        }
        Http.Answer call = new Http(auditor.port(), "none").post("/sandbox/v1/chat/completions", BODY);
        assertThat(call.status()).isEqualTo(404);
        assertThat(call.text()).contains("role-absent", "chirograph.roles of this process is auditor");
        for (String name : List.of("index", "monitor/source")) {
            assertThat(gateway.dataDir().resolve(name)).doesNotExist();
        }
        for (String name : List.of("identity.db", "policy-in-force", "spool", "dev/gateway-key", "switches.json")) {
            assertThat(auditor.dataDir().resolve(name)).doesNotExist();
        }
    }

    private static void assertEverythingIsReadFromTheSource(Trail seen, String call, VerifierKey gateway)
            throws IOException {
        JsonNode events = seen.get("/audit/v1/calls/" + call).at("/events");
        assertThat(events.size()).isEqualTo(2);
        String log = events.at("/0/log").asString();
        JsonNode event = seen.get("/audit/v1/events/" + events.at("/0/event/id").asString());
        assertThat(event.at("/log").asString()).isEqualTo(log).endsWith(gateway.idHex());
        assertThat(event.toString()).contains("\"COMPLIANCE\"");
        assertThat(seen.download("/audit/v1/logs/" + log + "/tile/entries/000.p/1"))
                .isNotEmpty();
        assertThat(new String(seen.download("/audit/v1/logs/" + log + "/checkpoint"), StandardCharsets.UTF_8))
                .startsWith(GATEWAY + "\n");
        Set<String> measured = new TreeSet<>();
        seen.get("/audit/v1/archive/forecast")
                .at("/items")
                .forEach(item -> measured.add(item.at("/archive").asString()));
        assertThat(measured).containsExactly("main", "source");
        assertThat(seen.details("archive").at("/source/location").asString()).endsWith("/" + PREFIX);
        assertThat(seen.details("archive").at("/source/tier").asString()).isEqualTo("unknown");
        seen.awaitHealth("auditIndex", "UP");
        assertThat(seen.health("policy")).isEqualTo("absent");
    }

    private static void assertReadsAreInTheAuditorsLog(Trail seen, VerifierKey gateway, VerifierKey auditor) {
        for (String type : List.of("audit.read", "access.authenticated", "log.started")) {
            soon(type + " is published").until(() -> logs(seen, type).contains("auditor-1-" + auditor.idHex()));
        }
        soon("both archives were examined").until(() -> examined(seen).containsAll(Set.of("main", "source")));
        assertThat(catching(() -> logs(seen, "audit.read"))).doesNotContain("gw-1-" + gateway.idHex());
        assertThat(catching(() -> logs(seen, "access.authenticated"))).doesNotContain("gw-1-" + gateway.idHex());
        assertThat(catching(() -> logs(seen, "log.started"))).contains("gw-1-" + gateway.idHex());
        seen.awaitHealth("archiveReconciliation", "UP");
        seen.awaitHealth("archiveLocks", "UP");
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private static <T> T catching(Question<T> question) {
        try {
            return question.ask();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> logs(Trail seen, String type) throws IOException {
        Set<String> logs = new TreeSet<>();
        seen.get("/audit/v1/events?limit=1000&type=" + type)
                .at("/items")
                .forEach(item -> logs.add(item.at("/log").asString()));
        return logs;
    }

    private static Set<String> examined(Trail seen) throws IOException {
        Set<String> archives = new TreeSet<>();
        for (JsonNode item :
                seen.get("/audit/v1/events?limit=1000&type=archive.checked").at("/items")) {
            if (item.at("/log").asString().startsWith("auditor-1-")
                    && item.at("/event/data/details/examined").asString("").equals("whole")
                    && item.at("/event/data/details/events").asLong() > 0) {
                archives.add(item.at("/event/data/archive").asString());
            }
        }
        return archives;
    }

    /// Its own archive is away until its journal is full.
    private void assertWhatCannotBeRecordedIsNotRead(GatewayProcess auditor, FaultProxy cable) throws Exception {
        cable.cut();
        List<HttpResponse<String>> answers = new ArrayList<>();
        do {
            answers.add(get(auditor, "/audit/v1/calls"));
        } while (answers.getLast().statusCode() == 200 && answers.size() < 2000);
        assertThat(answers.getLast().statusCode()).isEqualTo(503);
        assertThat(answers.getLast().body()).contains("recording-unavailable").doesNotContain("callId");
        cable.mend();
        soon("it is read again").until(() -> get(auditor, "/audit/v1/calls").statusCode() == 200);
    }

    private void verify(RgwServer rgw, String bucket, String id, String secret, VerifierKey key) throws IOException {
        Map<String, String> store = Map.of(
                "CHIROGRAPH_ARCHIVE_S3_ENDPOINT",
                rgw.endpoint(),
                "AWS_ACCESS_KEY_ID",
                id,
                "AWS_SECRET_ACCESS_KEY",
                secret);
        var verified =
                Commands.run(directory, store, "verify", "s3://" + bucket + "/" + PREFIX, "--key", key.toString());
        assertThat(verified.exit()).as(verified.output()).isZero();
    }

    private void verify(byte[] evidence, VerifierKey key) throws IOException {
        Path file = Files.write(directory.resolve("evidence.zip"), evidence);
        var judged = Commands.run(
                directory, Map.of(), "verify-evidence", file.toString(), "--key", key.toString(), "--strict");
        assertThat(judged.exit()).as(judged.output()).isZero();
        assertThat(judged.output()).contains("The evidence holds.", "COMPLIANCE");
    }

    private HttpResponse<String> get(GatewayProcess process, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(process.url(path)))
                .header("Authorization", "Bearer " + process.auditorToken())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void refused(S3Client reader, String bucket) {
        assertThatThrownBy(() -> reader.putObject(
                        request -> request.bucket(bucket).key(PREFIX + "/x"), RequestBody.fromString("x")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
    }
}
