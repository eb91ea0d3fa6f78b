package io.chirograph.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.Effort;
import io.chirograph.LiveFiles;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A person's content, encrypted to an auditor by the packaged gateway: read, held, erased, and gone.
@Execution(ExecutionMode.CONCURRENT)
@Tag("slow")
class ErasureIT {
    private static final String ANNA = "CANARY-of-anna-4711";
    private static final String BERT = "CANARY-of-bert-0815";

    @TempDir
    Path directory;

    /// Where the auditor works: nothing in it is the gateway's.
    @TempDir
    Path desk;

    private final HttpClient client = HttpClient.newHttpClient();
    private int files;

    /// Of the round that is under way.
    private String call = "";

    private String keyId = "";

    @BeforeEach
    void certificateAndPolicy() throws Exception {
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-sha256",
                "-days",
                "730",
                "-noenc",
                "-subj",
                "/O=Example/CN=Auditor 1",
                "-keyout",
                desk.resolve("auditor.key").toString(),
                "-out",
                desk.resolve("auditor.crt").toString());
        Files.writeString(desk.resolve("policy.yml"), """
            version: 1
            payload: encrypted
            data-class: personal
            data-classes:
              - name: personal
                payload: encrypted
                erasable: subject
                subjects: [metadata.person]
                pseudonyms: true
            """);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private GatewayProcess start(Path home, String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--chirograph.policy.file=" + desk.resolve("policy.yml"),
                "--chirograph.content.recipients[0]=" + desk.resolve("auditor.crt"),
                "--chirograph.content.private-key=" + desk.resolve("auditor.key"),
                "--chirograph.content.certificate=" + desk.resolve("auditor.crt"),
                "--chirograph.exporter.max-age=100ms"));
        all.addAll(List.of(more));
        return GatewayProcess.start(home, all.toArray(String[]::new));
    }

    private int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(desk.resolve("out.txt").toFile())
                .start();
        return process.waitFor();
    }

    private static String call(GatewayProcess gateway, String person, String canary) throws IOException {
        Http.Answer answer = new Http(gateway.port(), gateway.key())
                .post(
                        "/sandbox/v1/chat/completions",
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + canary + "\"}]}",
                        "Chirograph-Metadata: {\"person\":\"" + person + "\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.callId();
    }

    private static String token(GatewayProcess gateway, String... roles) throws Exception {
        ECKey key = ECKey.parse(Files.readString(gateway.dataDir().resolve("dev/operator-key.json")));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer("chirograph-development")
                        .audience("chirograph")
                        .subject("rea-" + roles[0])
                        .claim("roles", List.of(roles))
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private HttpResponse<byte[]> ask(GatewayProcess gateway, String token, String method, String path, String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url(path)))
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }

    private HttpResponse<byte[]> content(GatewayProcess gateway, String call) throws Exception {
        return ask(
                gateway, token(gateway, "payload-reader"), "GET", "/audit/v1/calls/" + call + "/content/request", "");
    }

    private HttpResponse<byte[]> erase(GatewayProcess gateway, String person, String more) throws Exception {
        String tenant = gateway.journal().events().stream()
                .map(event -> event.at("/data/actor/verified/tenant").asString(""))
                .filter(one -> !one.isEmpty())
                .findFirst()
                .orElse("");
        return ask(
                gateway,
                token(gateway, "retention-manager"),
                "POST",
                "/admin/v1/erasures",
                "{\"tenant\":\"" + tenant + "\",\"subject\":\"metadata.person:" + person
                        + "\",\"reason\":\"asked for\",\"legalBasis\":\"GDPR Art. 17\"" + more + "}");
    }

    private HttpResponse<byte[]> manager(GatewayProcess gateway, String path, String body) throws Exception {
        return ask(gateway, token(gateway, "retention-manager"), "POST", path, body);
    }

    private byte[] evidence(GatewayProcess gateway, String call) throws Exception {
        HttpResponse<byte[]> answer = ask(
                gateway,
                token(gateway, "auditor", "payload-reader"),
                "POST",
                "/audit/v1/evidence",
                "{\"ids\":[\"" + call + "\"],\"content\":true}");
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        return answer.body();
    }

    private static void awaitPublished(Trail trail, int calls) {
        Awaitility.await("the calls are published and indexed")
                .atMost(Duration.ofMinutes(2))
                .until(() -> trail.calls().size() >= calls);
        Awaitility.await("their ends too")
                .atMost(Duration.ofMinutes(2))
                .until(() -> trail.calls().stream()
                        .allMatch(call -> call.at("/outcome").stringValue().equals("ok")));
    }

    private Commands.Result command(String... words) throws IOException {
        return Commands.run(desk, Map.of(), words);
    }

    /// The stored bytes out of the archive, by the auditor's command.
    private Path sealed(GatewayProcess gateway, String call, String part) throws IOException {
        Path file = desk.resolve("sealed-" + files++);
        var got = command(
                "content",
                "get",
                gateway.dataDir().resolve("archive").toString(),
                "--key",
                Commands.verifierKey(gateway),
                "--call",
                call,
                "--part",
                part,
                "--out",
                file.toString());
        assertThat(got.exit()).as(got.output()).isZero();
        return file;
    }

    private Commands.Result reveal(GatewayProcess gateway, String id, Path file) throws IOException {
        return command(
                "content-keys",
                "reveal",
                "--id",
                id,
                "--out",
                file.toString(),
                "--url",
                gateway.url(""),
                "--token-file",
                gateway.dataDir().resolve("dev/admin-token").toString(),
                "--chirograph.data-dir=" + gateway.dataDir());
    }

    /// The key of a person whom a call is about, given out by whoever runs the gateway.
    private Path key(GatewayProcess gateway, String id) throws IOException {
        Path file = desk.resolve("key-" + files++);
        var given = reveal(gateway, id, file);
        assertThat(given.exit()).as(given.output()).isZero();
        return file;
    }

    private Commands.Result open(Path sealed, String keyId, Path key, Path out) throws IOException {
        return command(
                "content",
                "open",
                sealed.toString(),
                "--private-key",
                desk.resolve("auditor.key").toString(),
                "--certificate",
                desk.resolve("auditor.crt").toString(),
                "--subject-key",
                keyId + "=" + key,
                "--out",
                out.toString());
    }

    private void assertOpens(GatewayProcess gateway, String call, String canary) throws Exception {
        String id = keyId(gateway, call);
        Path out = desk.resolve("opened-" + files++);
        var opened = open(sealed(gateway, call, "request"), id, key(gateway, id), out);
        assertThat(opened.exit()).as(opened.output()).isZero();
        assertThat(Files.readString(out)).contains(canary);
        HttpResponse<byte[]> read = content(gateway, call);
        assertThat(read.statusCode()).as(text(read)).isEqualTo(200);
        assertThat(text(read)).contains(canary);
    }

    private static String keyId(GatewayProcess gateway, String call) throws IOException {
        try (var trail = new Trail(gateway)) {
            for (JsonNode event : trail.get("/audit/v1/calls/" + call).at("/events")) {
                JsonNode subjects = event.at("/data/request/kept/subjects");
                if (!subjects.isMissingNode()) {
                    return subjects.at("/0").stringValue();
                }
                JsonNode nested = event.at("/event/data/request/kept/subjects");
                if (!nested.isMissingNode()) {
                    return nested.at("/0").stringValue();
                }
            }
            throw new AssertionError("no subject: " + trail.get("/audit/v1/calls/" + call));
        }
    }

    @Test
    void whatIsErasedIsGoneWithEveryKeyThatIsLeftAndTheRestIsAsItWas() throws Exception {
        String anna;
        String bert;
        String annasKey;
        byte[] key;
        Path before = directory.resolve("before");
        Path evidence = desk.resolve("before.zip");
        Path home = Files.createDirectory(directory.resolve("gateway"));
        try (var gateway = start(home);
                var trail = new Trail(gateway)) {
            anna = call(gateway, "anna", ANNA);
            bert = call(gateway, "bert", BERT);
            awaitPublished(trail, 2);
            assertOpens(gateway, anna, ANNA);
            assertOpens(gateway, bert, BERT);
            annasKey = keyId(gateway, anna);
            key = HexFormat.of()
                    .parseHex(Files.readString(key(gateway, annasKey)).strip());
            assertOpensByHand(sealed(gateway, anna, "request"), annasKey, key);
            String given = "content-key:" + annasKey;
            Awaitility.await("that her key was given out is published")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> trail.get("/audit/v1/events?type=permission.changed&limit=100")
                            .toString()
                            .contains(given));
            Files.write(evidence, evidence(gateway, anna));
            gateway.stop();
        }
        Files.createDirectories(before.resolve("data"));
        copyWithoutKeys(home.resolve("data"), before.resolve("data"));
        try (var gateway = start(home);
                var trail = new Trail(gateway)) {
            heldItStaysAndReleasedItGoes(gateway, trail, anna);
            Awaitility.await("the erasure is published")
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> text(content(gateway, anna)).contains("erased"));
            HttpResponse<byte[]> gone = content(gateway, anna);
            assertThat(gone.statusCode()).as(text(gone)).isEqualTo(410);

            // with what is left
            var kept = reveal(gateway, annasKey, desk.resolve("again"));
            assertThat(kept.exit()).as(kept.output()).isEqualTo(1);
            Path bertsKey = key(gateway, keyId(gateway, bert));
            Path sealed = sealed(gateway, anna, "request");
            var stays = open(sealed, annasKey, bertsKey, desk.resolve("never"));
            assertThat(stays.exit()).as(stays.output()).isEqualTo(1);
            assertThat(desk.resolve("never")).doesNotExist();
            assertNowhere(key);

            assertOpens(gateway, bert, BERT);
            verified(gateway);
            Path after = Files.write(desk.resolve("after.zip"), evidence(gateway, anna));
            for (Path one : List.of(evidence, after)) {
                var held = command("verify-evidence", one.toString(), "--key", Commands.verifierKey(gateway));
                assertThat(held.exit()).as(held.output()).isZero();
            }

            // the same person again
            String again = call(gateway, "anna", ANNA + "-2");
            awaitPublished(trail, 3);
            assertThat(keyId(gateway, again)).isNotEqualTo(annasKey);
            assertOpens(gateway, again, ANNA + "-2");
            gateway.stop();
        }
        assertNowhere(key);
        aRestoredOlderStateOpensNothing(before, anna);
        try (var gateway = start(home)) {
            assertThat(content(gateway, anna).statusCode()).isEqualTo(410);
            assertOpens(gateway, bert, BERT);
        }
    }

    /// As docs/content.md has it, with the machine's own OpenSSL.
    private void assertOpensByHand(Path sealed, String keyId, byte[] key) throws Exception {
        Path outer = desk.resolve("outer");
        Path inner = desk.resolve("inner");
        String[] decrypt = {
            "openssl",
            "cms",
            "-decrypt",
            "-binary",
            "-inform",
            "DER",
            "-in",
            sealed.toString(),
            "-recip",
            desk.resolve("auditor.crt").toString(),
            "-inkey",
            desk.resolve("auditor.key").toString(),
            "-out",
            outer.toString()
        };
        String[] unwrap = {
            "openssl",
            "cms",
            "-decrypt",
            "-binary",
            "-inform",
            "DER",
            "-in",
            outer.toString(),
            "-secretkeyid",
            keyId,
            "-secretkey",
            HexFormat.of().formatHex(key),
            "-out",
            inner.toString()
        };
        assertThat(run(decrypt)).as(Files.readString(desk.resolve("out.txt"))).isZero();
        assertThat(run(unwrap)).as(Files.readString(desk.resolve("out.txt"))).isZero();
        assertThat(Files.readString(inner)).contains(ANNA);
        byte[] other = key.clone();
        other[0] ^= 1;
        unwrap[11] = HexFormat.of().formatHex(other);
        assertThat(run(unwrap)).as("with another key").isNotZero();
        byte[] flipped = Files.readAllBytes(sealed);
        flipped[flipped.length - 20] ^= 1;
        decrypt[7] = Files.write(desk.resolve("flipped"), flipped).toString();
        assertThat(run(decrypt)).as("a flipped byte").isNotZero();
        Files.delete(outer);
        Files.delete(inner);
    }

    private void heldItStaysAndReleasedItGoes(GatewayProcess gateway, Trail trail, String anna) throws Exception {
        HttpResponse<byte[]> dry = erase(gateway, "anna", ",\"dryRun\":true");
        assertThat(dry.statusCode()).as(text(dry)).isEqualTo(200);
        JsonNode reach = JsonMapper.shared().readTree(dry.body()).at("/reach");
        assertThat(reach.at("/calls").longValue()).isEqualTo(1);
        assertThat(reach.at("/contents").longValue()).isEqualTo(2);
        assertThat(reach.at("/contentReads").longValue()).isPositive();
        assertThat(reach.at("/evidenceFiles").longValue()).isPositive();

        HttpResponse<byte[]> placed = manager(
                gateway,
                "/admin/v1/holds",
                "{\"matter\":\"case 7\",\"reason\":\"order\",\"scope\":{\"ids\":[\"" + anna + "\"]}}");
        assertThat(placed.statusCode()).as(text(placed)).isEqualTo(201);
        HttpResponse<byte[]> held = erase(gateway, "anna", "");
        assertThat(held.statusCode()).as(text(held)).isEqualTo(409);
        assertThat(text(held)).contains("erasure-held");
        assertOpens(gateway, anna, ANNA);
        HttpResponse<byte[]> released = manager(
                gateway, "/admin/v1/holds", "{\"action\":\"release\",\"matter\":\"case 7\",\"reason\":\"over\"}");
        assertThat(released.statusCode()).as(text(released)).isEqualTo(201);

        HttpResponse<byte[]> done = erase(gateway, "anna", "");
        assertThat(done.statusCode()).as(text(done)).isEqualTo(201);
        assertThat(JsonMapper.shared().readTree(done.body()).at("/state").stringValue())
                .isEqualToIgnoringCase("done");
        for (String type : List.of("erasure.requested", "key.destroyed", "payload.erased")) {
            Awaitility.await(type)
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> !trail.get("/audit/v1/events?type=" + type)
                            .at("/items")
                            .isEmpty());
        }
    }

    /// Neither the key of the person nor what she wrote is in any byte of the gateway's, its archive and the copy from
    /// before.
    private void assertNowhere(byte[] key) throws IOException {
        Hunt hunt =
                new Hunt().secret("anna", ANNA).secret("her key", HexFormat.of().formatHex(key));
        hunt.in(directory);
        assertThat(hunt.found()).isEmpty();
        LiveFiles.read(
                directory,
                (file, bytes) ->
                        assertThat(indexOf(bytes, key)).as(file.toString()).isNegative());
    }

    private static int indexOf(byte[] bytes, byte[] sought) {
        for (int at = 0; at + sought.length <= bytes.length; at++) {
            if (bytes[at] == sought[0] && Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
                return at;
            }
        }
        return -1;
    }

    private void verified(GatewayProcess gateway) throws IOException {
        var verified = command(
                "verify",
                gateway.dataDir().resolve("archive").toString(),
                "--key",
                Commands.verifierKey(gateway),
                "--payloads");
        assertThat(verified.exit()).as(verified.output()).isZero();
        assertThat(verified.output()).contains("erased");
    }

    /// Journal, index, archive and all of what there was before the erasure, as a backup without the key store has it.
    private void aRestoredOlderStateOpensNothing(Path home, String anna) throws Exception {
        try (var gateway = start(home)) {
            HttpResponse<byte[]> answer = content(gateway, anna);
            assertThat(answer.statusCode()).as(text(answer)).isNotEqualTo(200);
            assertThat(text(answer)).doesNotContain("CANARY");
        }
    }

    private static void copyWithoutKeys(Path from, Path to) throws IOException {
        GatewayProcess.copy(from, to.resolveSibling("whole"));
        try (var files = Files.list(to.resolveSibling("whole"))) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith("content-keys")) {
                    Files.move(file, to.resolve(file.getFileName()));
                } else {
                    Files.delete(file);
                }
            }
        }
        Files.delete(to.resolveSibling("whole"));
    }

    /// When the gateway is killed.
    private enum Moment {
        /// Something is noted of the erasure: it is asked for.
        NOTED,
        /// The keys are being destroyed.
        DESTROYING,
        /// They are; what the events say of it is still to come, or is just there.
        DESTROYED,
        /// It was answered.
        ANSWERED
    }

    private static void awaitMoment(Moment moment, Path data, CompletableFuture<?> asked) throws IOException {
        Path keys = data.resolve("content-keys.db");
        Path noted = data.resolve("erasures.db");
        FileTime keysBefore = Files.getLastModifiedTime(keys);
        long notedBefore = stamp(noted);
        boolean isNow = false;
        while (!isNow && !asked.isDone()) {
            isNow = switch (moment) {
                case NOTED -> stamp(noted) != notedBefore;
                case DESTROYING -> Files.exists(data.resolve("content-keys.db-journal"));
                case DESTROYED -> !Files.getLastModifiedTime(keys).equals(keysBefore);
                case ANSWERED -> false;
            };
        }
    }

    /// With what SQLite has beside it.
    private static long stamp(Path database) {
        return database.toFile().lastModified()
                + new File(database + "-wal").lastModified()
                + new File(database + "-journal").lastModified();
    }

    @Test
    void killedAtAnyMomentAnErasureIsFinishedOrNeverBegun() throws Exception {
        GatewayProcess running = start(directory);
        try {
            for (int round = 0; round < Effort.of(4, 20); round++) {
                if (Effort.takes(round, 2)) {
                    killedWhileErasing(running, round);
                    running = start(directory); // goes on with what was begun
                    assertFinishedOrNeverBegun(running, round);
                }
            }
        } finally {
            running.close();
        }
    }

    private static String person(int round) {
        return "person-" + round;
    }

    private static UUID request(int round) {
        return new UUID(0x7000, 0x8000000000000000L + round);
    }

    private static Moment moment(int round) {
        return Moment.values()[round % Moment.values().length];
    }

    private void killedWhileErasing(GatewayProcess gateway, int round) throws Exception {
        try (gateway;
                var trail = new Trail(gateway)) {
            int before = trail.calls().size();
            call = call(gateway, person(round), ANNA + round);
            awaitPublished(trail, before + 1);
            keyId = keyId(gateway, call);
            assertThat(erase(gateway, person(round), ",\"dryRun\":true").statusCode())
                    .isEqualTo(200);
            CompletableFuture<Void> asked = CompletableFuture.runAsync(() -> {
                try {
                    erase(gateway, person(round), ",\"requestId\":\"" + request(round) + "\"");
                } catch (Exception killed) {
                    // the next start says what came of it
                }
            });
            awaitMoment(moment(round), gateway.dataDir(), asked);
            gateway.kill();
            asked.join();
        }
    }

    private void assertFinishedOrNeverBegun(GatewayProcess gateway, int round) throws Exception {
        String token = token(gateway, "retention-manager");
        String path = "/admin/v1/erasures/" + request(round);
        Awaitility.await("it is at its end").atMost(Duration.ofMinutes(2)).until(() -> {
            HttpResponse<byte[]> now = ask(gateway, token, "GET", path, "");
            return now.statusCode() == 404 || text(now).toLowerCase(Locale.ROOT).contains("\"state\":\"done\"");
        });
        boolean isDone = ask(gateway, token, "GET", path, "").statusCode() == 200;
        System.out.println("erasure of " + person(round) + (isDone ? " is done" : " never began") + ", killed when "
                + moment(round));
        if (!isDone) {
            assertOpens(gateway, call, ANNA + round);
            return;
        }
        Awaitility.await("it is published")
                .atMost(Duration.ofMinutes(2))
                .until(() -> content(gateway, call).statusCode() == 410);
        try (var trail = new Trail(gateway)) {
            for (String type : List.of("key.destroyed", "payload.erased")) {
                Awaitility.await(type)
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> trail.get("/audit/v1/events?type=" + type + "&limit=100")
                                .at("/items")
                                .toString()
                                .contains(keyId));
            }
        }
    }
}
