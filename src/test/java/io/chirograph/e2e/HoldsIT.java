package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.rgw.RgwServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The packaged gateway on a Ceph RGW bucket, and a retention manager with a credential of her own.
@Tag("slow")
class HoldsIT {
    private static final String PREFIX = "trail";
    private static final String UNMATCHED = "chirograph_retention_unmatched_changes";
    private static final String SCOPE = "{\"matter\":\"m\",\"reason\":\"r\",\"scope\":{\"prefix\":\"x/\"}}";

    @TempDir
    Path directory;

    private RgwServer rgw;
    private String bucket = "";

    @BeforeEach
    void bucket() throws Exception {
        rgw = RgwServer.shared();
        bucket = rgw.createBucket(true);
        rgw.allowWriter(bucket, PREFIX + "/");
    }

    @Test
    void holdsArePlacedWithTheManagersCredentialAloneAndEveryChangeIsAccountedFor() throws Exception {
        try (var gateway = GatewayProcess.start(directory, gatewayArguments());
                var trail = new Trail(gateway);
                S3Client admin = rgw.admin()) {
            Path desk = Files.createDirectory(directory.resolve("desk"));
            String call = call(gateway, trail);
            String segment = segment(trail, call);
            Path token = token(gateway, desk);
            assertOnlyRetentionManagersMayAsk(gateway, Files.readString(token).strip());
            assertOnlyTheManagersCredentialHolds(segment);

            var placed = command(desk, gateway, token, "hold", "place", "--matter", "case 7", "--id", call);
            assertThat(placed.exit()).as(placed.output()).isZero();
            assertThat(isHeld(admin, segment)).isTrue();
            JsonNode hold = event(trail, "hold.placed");
            assertThat(hold.at("/event/data/matched").booleanValue()).isTrue();
            assertThat(hold.at("/event/data/matter").stringValue()).isEqualTo("case 7");
            assertThat(hold.at("/event/data/request").stringValue())
                    .isEqualTo(event(trail, "hold.requested").at("/id").stringValue());
            var listed = Commands.run(desk, manager(), arguments(desk, "hold", "list", "--id", call));
            assertThat(listed.output()).contains(segment).contains("matter case 7");

            liftedBehindEverybodysBack(segment, trail);
            var released = command(desk, gateway, token, "hold", "release", "--matter", "case 7");
            assertThat(released.exit()).as(released.output()).isZero();
            soon("the release explains it").until(() -> unmatched(trail) == 0);
            assertThat(isHeld(admin, segment)).isFalse();

            assertLocksOnlyLengthen(desk, gateway, token, call, segment, trail);
            aProcessOfItsOwnHoldsToo(gateway, token, segment, admin);
        }
    }

    private String[] gatewayArguments() {
        List<String> all = new ArrayList<>(List.of(store()));
        all.addAll(List.of(
                "--chirograph.archive.s3.access-key-id=" + rgw.accessKey("WRITER"),
                "--chirograph.archive.s3.secret-access-key=" + rgw.secretKey("WRITER"),
                "--chirograph.archive.retention=P1D",
                "--chirograph.retention.watch.every=500ms",
                "--chirograph.exporter.max-age=200ms"));
        return all.toArray(String[]::new);
    }

    private String[] store() {
        return new String[] {
            "--chirograph.archive.type=s3",
            "--chirograph.archive.s3.bucket=" + bucket,
            "--chirograph.archive.s3.prefix=" + PREFIX,
            "--chirograph.archive.s3.endpoint=" + rgw.endpoint()
        };
    }

    private Map<String, String> manager() {
        return Map.of(
                "CHIROGRAPH_RETENTION_MANAGER_S3_ACCESS_KEY_ID",
                rgw.accessKey("RETENTION"),
                "CHIROGRAPH_RETENTION_MANAGER_S3_SECRET_ACCESS_KEY",
                rgw.secretKey("RETENTION"));
    }

    private String[] arguments(Path desk, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(store()));
        all.add("--chirograph.data-dir=" + desk.resolve("data"));
        return all.toArray(String[]::new);
    }

    private Commands.Result command(Path desk, GatewayProcess gateway, Path token, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--reason", "a test", "--gateway", gateway.url(""), "--token-file", token.toString()));
        return Commands.run(desk, manager(), arguments(desk, all.toArray(String[]::new)));
    }

    private static String call(GatewayProcess gateway, Trail trail) throws IOException {
        var answer = new Http(gateway.port(), gateway.key())
                .post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
        assertThat(answer.status()).isEqualTo(200);
        soon("the call is published and indexed").until(() -> trail.calls().size() == 1);
        return answer.callId();
    }

    private static String segment(Trail trail, String call) throws IOException {
        String event = trail.get("/audit/v1/calls/" + call).at("/events/0/id").stringValue();
        return trail.get("/audit/v1/events/" + event).findValue("segment").stringValue();
    }

    private static Path token(GatewayProcess gateway, Path desk) throws IOException {
        var made =
                Commands.run(desk, Map.of(), "token", "--role", "RETENTION_MANAGER", "--data-dir=" + gateway.dataDir());
        assertThat(made.exit()).as(made.output()).isZero();
        return Files.writeString(desk.resolve("token"), made.line());
    }

    private static void assertOnlyRetentionManagersMayAsk(GatewayProcess gateway, String token) throws Exception {
        String admin =
                Files.readString(gateway.dataDir().resolve("dev/admin-token")).strip();
        assertThat(post(gateway, admin).statusCode()).isEqualTo(403);
        assertThat(post(gateway, gateway.auditorToken()).statusCode()).isEqualTo(403);
        HttpResponse<String> answer = post(gateway, token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static HttpResponse<String> post(GatewayProcess gateway, String token) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(gateway.url("/admin/v1/holds")))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(SCOPE))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private void assertOnlyTheManagersCredentialHolds(String segment) {
        for (String identity : List.of("WRITER", "AUDITOR")) {
            try (S3Client client = rgw.client(identity)) {
                assertThatThrownBy(() -> hold(client, segment, ObjectLockLegalHoldStatus.ON))
                        .as(identity)
                        .isInstanceOfSatisfying(
                                S3Exception.class,
                                e -> assertThat(e.statusCode()).isEqualTo(403));
            }
        }
    }

    /// Lifts the hold at the store, with the right credential and with nobody's knowledge.
    private void liftedBehindEverybodysBack(String segment, Trail trail) throws IOException {
        assertThat(unmatched(trail)).isZero();
        try (S3Client client = rgw.client("RETENTION")) {
            hold(client, segment, ObjectLockLegalHoldStatus.OFF);
        }
        soon("the alarm").until(() -> unmatched(trail) == 1);
        assertThat(trail.health("retentionChanges")).isEqualTo("DOWN");
        assertThat(event(trail, "hold.released").at("/event/data/matched").booleanValue())
                .isFalse();
    }

    private void assertLocksOnlyLengthen(
            Path desk, GatewayProcess gateway, Path token, String call, String segment, Trail trail)
            throws IOException {
        Instant later = Instant.now().plus(Duration.ofDays(5)).truncatedTo(ChronoUnit.SECONDS);
        String[] extend = {"retention", "extend", "--id", call, "--until", later.toString()};
        var extended = command(desk, gateway, token, extend);
        assertThat(extended.exit()).as(extended.output()).isZero();
        try (S3Client admin = rgw.admin()) {
            assertThat(admin.getObjectRetention(
                                    request -> request.bucket(bucket).key(PREFIX + "/" + segment))
                            .retention()
                            .retainUntilDate())
                    .isEqualTo(later);
        }
        JsonNode changed = event(trail, "retention.changed");
        assertThat(changed.at("/event/data/cause").stringValue()).isEqualTo("request");
        assertThat(changed.at("/event/data/shortened").booleanValue()).isFalse();
        assertThat(unmatched(trail)).isZero();

        extend[5] = later.minus(Duration.ofDays(2)).toString();
        var refused = command(desk, gateway, token, extend);
        assertThat(refused.exit()).as(refused.output()).isOne();
        assertThat(refused.output()).contains("a lock is never shortened");
    }

    private void aProcessOfItsOwnHoldsToo(GatewayProcess gateway, Path token, String segment, S3Client admin)
            throws Exception {
        Path home = Files.createDirectory(directory.resolve("manager"));
        Files.createDirectories(home.resolve("data/dev"));
        Files.copy(gateway.dataDir().resolve("dev/operator-key.json"), home.resolve("data/dev/operator-key.json"));
        List<String> arguments = new ArrayList<>(List.of(store()));
        arguments.addAll(List.of(
                "--chirograph.roles=retention",
                "--chirograph.retention-manager.gateway=" + gateway.url(""),
                "--chirograph.retention-manager.s3.access-key-id=" + rgw.accessKey("RETENTION"),
                "--chirograph.retention-manager.s3.secret-access-key=" + rgw.secretKey("RETENTION"),
                "--chirograph.retention-manager.apply-every=500ms"));
        try (var process = GatewayProcess.start(home, arguments.toArray(String[]::new))) {
            HttpResponse<String> answer;
            try (HttpClient client = HttpClient.newHttpClient()) {
                answer = client.send(
                        HttpRequest.newBuilder(URI.create(process.url("/admin/v1/holds")))
                                .header(
                                        "Authorization",
                                        "Bearer " + Files.readString(token).strip())
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        SCOPE.replace("x/", segment.substring(0, segment.indexOf('/') + 1))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            assertThat(JsonMapper.shared().readTree(answer.body()).at("/event").isString())
                    .isTrue();
            soon("it is held").until(() -> isHeld(admin, segment));
        }
    }

    private void hold(S3Client client, String key, ObjectLockLegalHoldStatus status) {
        client.putObjectLegalHold(
                request -> request.bucket(bucket).key(PREFIX + "/" + key).legalHold(hold -> hold.status(status)));
    }

    private boolean isHeld(S3Client admin, String key) {
        try {
            return admin.getObjectLegalHold(request -> request.bucket(bucket).key(PREFIX + "/" + key))
                            .legalHold()
                            .status()
                    == ObjectLockLegalHoldStatus.ON;
        } catch (S3Exception none) {
            return false;
        }
    }

    private static JsonNode event(Trail trail, String type) {
        soon(type)
                .until(() ->
                        !trail.get("/audit/v1/events?type=" + type).at("/items").isEmpty());
        try {
            return trail.get("/audit/v1/events?type=" + type).at("/items/0");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static double unmatched(Trail trail) throws IOException {
        return trail.metric(UNMATCHED).orElse(-1.0);
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
    }
}
