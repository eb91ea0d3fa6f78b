package io.chirograph.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import io.chirograph.Requirements;
import io.chirograph.content.Canaries;
import io.chirograph.rgw.RgwServer;
import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Each level with each form of an exchange, over one packaged gateway and a bucket with Object Lock: no word of the
/// content lies anywhere but where its level has it.
///
/// The provider is the test's own process. Every field of every exchange has a word of its own.
@Tag("slow")
class ContentLevelsIT {
    private static final String PREFIX = "trail";
    private static final List<String> LEVELS =
            List.of("nothing", "digest", "reference", "redacted", "encrypted", "erasable", "clear");
    private static final Map<Canaries.Api, String> DIALECTS =
            Map.of(Canaries.Api.CHAT, "openai", Canaries.Api.MESSAGES, "anthropic");

    /// Users that a body names, and the gateway's own metadata, stand in events at every level.
    private static final Set<String> COPIED = Set.of("request.user", "header.metadata");

    /// What stays of a redacted body.
    private static final Set<String> PLAIN = Set.of(
            "request.prompt",
            "request.system",
            "request.argument",
            "request.argumentName",
            "request.toolResult",
            "request.toolName",
            "request.toolDescription",
            "request.toolProperty",
            "response.argument",
            "response.error",
            "response.errorParameter");

    private static final String CARD = "4539578763621486";
    private static final String IBAN = "DE89370400440532013000";
    private static final int LARGE = 3 << 20;

    /// One call and what was sent.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(String level, String callId, byte[] request, byte[] response) {}

    @TempDir
    Path directory;

    private final Map<String, Canaries> exchanges = new LinkedHashMap<>();
    private final List<Sent> calls = new ArrayList<>();
    private int seed;

    @Test
    void whatLiesAnywhereIsWhatTheLevelAllows() throws Exception {
        Requirements.require(Files.isDirectory(Path.of("/proc/self/fd")), "/proc");
        certificate();
        RgwServer rgw = RgwServer.shared();
        String bucket = rgw.createBucket(true);
        rgw.allowWriter(bucket, PREFIX + "/");
        String key;
        try (var provider = new RawUpstream((connection, wire) -> {});
                var gateway = start(rgw, bucket, provider);
                var trail = new Trail(gateway)) {
            var http = new Http(gateway.port(), gateway.key());
            for (String level : LEVELS) {
                for (Canaries.Api api : DIALECTS.keySet()) {
                    for (boolean stream : List.of(false, true)) {
                        for (boolean gzip : List.of(false, true)) {
                            call(provider, http, level, api, stream, gzip);
                        }
                    }
                    failing(provider, http, level, api);
                }
            }
            denied(http);
            for (String level : List.of("redacted", "encrypted")) {
                large(provider, gateway, http, level);
            }
            soon("all calls are published and indexed")
                    .until(() -> trail.calls().size() >= calls.size());
            soon("nothing is left to export") // the questions were recorded too
                    .until(() -> trail.metric("chirograph_export_lag_events{archive=\"main\"}")
                                    .orElse(-1.0)
                            == 0);
            say("metrics", fetch("http://127.0.0.1:" + gateway.opsPort() + "/actuator/prometheus"));
            say("health", fetch("http://127.0.0.1:" + gateway.opsPort() + "/actuator/health"));
            say("calls", trail.get("/audit/v1/calls?limit=1000").toString().getBytes(UTF_8));
            evidence(gateway, false);
            rgw.allow(bucket, "writer"); // whose own policy keeps it from reading packs
            evidence(gateway, true);
            rgw.allowWriter(bucket, PREFIX + "/");
            key = Commands.verifierKey(gateway);
            gateway.stop();
        }
        download(rgw, bucket);
        assertNothingLiesElsewhere();
        assertRedactedIsNotFoundAnywhere();
        assertVerified(rgw, bucket, key);
        for (Sent sent : Effort.some(calls, 24)) {
            assertContent(key, sent, "request", sent.request());
            assertContent(key, sent, "response", sent.response());
        }
    }

    private GatewayProcess start(RgwServer rgw, String bucket, RawUpstream provider) throws IOException {
        var policy = new StringBuilder("""
            version: 1
            payload: clear
            data-classes:
              - name: public
              - name: internal
              - name: personal
                payload: encrypted
                erasable: subject
                subjects: [metadata.subject]
                pseudonyms: true
            rules:
              - {id: personal, when: {providers: [p-erasable-*]}, data-class: personal}
              - {id: secrets, when: {providers: [p-denied]}, deny: {findings: [email]}}
            """);
        List<String> arguments = new ArrayList<>(rgw.archive(bucket, PREFIX, rgw.endpoint()));
        arguments.addAll(List.of(
                "--chirograph.exporter.max-age=500ms",
                "--chirograph.journal.file-size=16MB",
                "--chirograph.content.redaction.budget=60s",
                "--chirograph.content.recipients=" + directory.resolve("auditor.crt"),
                "--chirograph.policy.file=" + directory.resolve("policy.yml")));
        arguments.addAll(provider("p-denied", "openai", provider));
        for (String level : LEVELS) {
            DIALECTS.values().forEach(dialect -> arguments.addAll(provider(name(level, dialect), dialect, provider)));
            if (!level.equals("erasable")) {
                policy.append("  - {id: %1$s, when: {providers: [p-%1$s-*]}, payload: %1$s}%n".formatted(level));
            }
        }
        Files.writeString(directory.resolve("policy.yml"), policy);
        return GatewayProcess.start(directory, arguments.toArray(String[]::new));
    }

    /// Every call has a connection of its own, so that it meets the script that was set for it.
    private static List<String> provider(String name, String dialect, RawUpstream provider) {
        List<String> arguments = new ArrayList<>(
                List.of(GatewayProcess.provider(name, dialect, provider.url().toString())));
        arguments.add("--chirograph.gateway.providers." + name + ".idle-connection=1ms");
        return arguments;
    }

    private static String name(String level, String dialect) {
        return "p-" + level + "-" + dialect;
    }

    private Canaries exchange(String name) {
        var canaries = new Canaries(++seed);
        exchanges.put(name, canaries);
        return canaries;
    }

    private void call(RawUpstream provider, Http http, String level, Canaries.Api api, boolean stream, boolean gzip)
            throws IOException {
        Canaries words = exchange(level + " " + api + (stream ? " SSE" : " JSON") + (gzip ? " gzip" : ""));
        byte[] request = words.request(api, stream);
        byte[] response = words.response(api, stream);
        if (level.equals("redacted")) {
            request = planted(request, words);
            // an address over two pieces of a stream
            String half = words.word("response.text").substring(9);
            response = replaced(response, half, half + "@example.org");
        }
        byte[] out = gzip ? Canaries.gzip(request) : request;
        byte[] back = gzip ? Canaries.gzip(response) : response;
        provider.says((connection, wire) -> {
            wire.request();
            wire.head(
                    "200 OK",
                    type(stream) + (gzip ? "Content-Encoding: gzip\r\n" : "") + "Transfer-Encoding: chunked\r\n");
            for (int at = 0; at < back.length; at += 100) {
                wire.chunk(Arrays.copyOfRange(back, at, Math.min(back.length, at + 100)));
            }
            wire.lastChunk();
        });
        Http.Answer answer = send(http, level, api, words, out, gzip);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.clean()).isTrue();
        assertThat(answer.body()).isEqualTo(back);
        calls.add(new Sent(level, answer.callId(), out, back));
    }

    private static String type(boolean stream) {
        return "Content-Type: " + (stream ? "text/event-stream" : "application/json") + "\r\n";
    }

    private Http.Answer send(Http http, String level, Canaries.Api api, Canaries words, byte[] body, boolean gzip)
            throws IOException {
        List<String> headers = new ArrayList<>(List.of("Content-Type: application/json"));
        String subject = level.equals("erasable") ? words.word("header.subject") : "s";
        headers.add("Chirograph-Metadata: {\"case\":\"" + words.word("header.metadata") + "\",\"subject\":\"" + subject
                + "\"}");
        if (gzip) {
            headers.add("Content-Encoding: gzip");
        }
        if (level.equals("reference")) {
            headers.add("Chirograph-Payload-Ref: urn:kept:" + words.word("header.reference"));
        }
        return http.send(
                "POST",
                "/" + name(level, Objects.requireNonNull(DIALECTS.get(api))) + api.path,
                body,
                headers.toArray(String[]::new));
    }

    private static byte[] planted(byte[] request, Canaries words) {
        String prompt = words.word("request.prompt");
        return replaced(
                request,
                prompt,
                prompt + " mail " + words.word("request.email") + "@example.org key sk-proj-7"
                        + words.word("request.apiKey") + " card " + CARD + " account " + IBAN);
    }

    private static byte[] replaced(byte[] body, String word, String by) {
        return new String(body, UTF_8).replace(word, by).getBytes(UTF_8);
    }

    /// A provider's error quotes the request.
    private void failing(RawUpstream provider, Http http, String level, Canaries.Api api) throws IOException {
        Canaries words = exchange(level + " " + api + " error");
        byte[] request = words.request(api, false);
        byte[] error = words.error(api);
        provider.says((connection, wire) -> {
            wire.request();
            wire.answer("400 Bad Request", type(false), error, false);
        });
        Http.Answer answer = send(http, level, api, words, request, false);
        assertThat(answer.status()).isEqualTo(400);
        calls.add(new Sent(level, answer.callId(), request, error));
    }

    private void denied(Http http) throws IOException {
        Canaries words = exchange("refused");
        Http.Answer answer = http.send(
                "POST",
                "/p-denied/v1/chat/completions",
                planted(words.request(Canaries.Api.CHAT, false), words),
                "Content-Type: application/json");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("finding-refused");
        say("refusal", answer.body());
    }

    /// While the provider holds its answer, what waits is searched in files that have no name any more.
    private void large(RawUpstream provider, GatewayProcess gateway, Http http, String level) throws Exception {
        Canaries words = exchange(level + " large");
        String text = "word ".repeat(200) + words.word("request.prompt") + "@example.org ";
        byte[] request = replaced(
                words.request(Canaries.Api.CHAT, true),
                words.word("request.prompt"),
                text.repeat(1 + LARGE / text.length()));
        String half = words.word("response.text").substring(9);
        byte[] part = replaced(words.response(Canaries.Api.CHAT, true), half, half + "@example.org and ");
        String event = new String(part, UTF_8).replace("data: [DONE]\n\n", "");
        byte[] most = event.repeat(1 + (400 << 10) / event.length()).getBytes(UTF_8);
        byte[] end = "data: [DONE]\n\n".getBytes(UTF_8);
        var release = new CountDownLatch(1);
        provider.says((connection, wire) -> hold(wire, most, end, release));
        long spooled = (long) request.length + (level.equals("redacted") ? most.length : 0);
        try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Http.Answer> answer =
                    caller.submit(() -> send(http, level, Canaries.Api.CHAT, words, request, false));
            try {
                Path files = Files.createDirectories(directory.resolve("said/spool-" + level));
                soon("the bodies wait in the spool").until(() -> copySpool(gateway, files) >= spooled);
            } finally {
                release.countDown();
            }
            Http.Answer got = answer.get(3, TimeUnit.MINUTES);
            assertThat(got.clean()).isTrue();
            byte[] back = got.body();
            assertThat(back).hasSize(most.length + end.length);
            calls.add(new Sent(level, got.callId(), request, back));
        }
    }

    private static void hold(Wire wire, byte[] most, byte[] end, CountDownLatch release)
            throws IOException, InterruptedException {
        wire.request();
        wire.head("200 OK", type(true) + "Transfer-Encoding: chunked\r\n");
        wire.chunk(most);
        release.await(3, TimeUnit.MINUTES);
        wire.chunk(end);
        wire.lastChunk();
    }

    /// Copies the deleted files that the gateway has open; answers how long they are together.
    private static long copySpool(GatewayProcess gateway, Path to) throws IOException {
        long all = 0;
        Path open = Path.of("/proc/" + gateway.process().pid() + "/fd");
        try (Stream<Path> files = Files.list(open)) {
            for (Path file : files.toList()) {
                try {
                    if (Files.readSymbolicLink(file).toString().endsWith(".body (deleted)")) {
                        byte[] bytes = Files.readAllBytes(file);
                        Files.write(to.resolve(file.getFileName().toString()), bytes);
                        all += bytes.length;
                    }
                } catch (NoSuchFileException closed) {
                    all += 0; // closed between the list and the look
                }
            }
        }
        return all;
    }

    private void say(String name, byte[] bytes) throws IOException {
        Path file = directory.resolve("said").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static byte[] fetch(String url) throws Exception {
        return request(HttpRequest.newBuilder(URI.create(url)));
    }

    private static byte[] request(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode())
                    .as(() -> new String(answer.body(), ISO_8859_1))
                    .isEqualTo(200);
            return answer.body();
        }
    }

    /// Evidence of every call.
    private void evidence(GatewayProcess gateway, boolean content) throws Exception {
        String ids = JsonMapper.shared()
                .writeValueAsString(calls.stream().map(Sent::callId).toList());
        byte[] zip = request(HttpRequest.newBuilder(URI.create(gateway.url("/audit/v1/evidence")))
                .header("Authorization", "Bearer " + token(gateway))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"ids\":" + ids + ",\"content\":" + content + "}")));
        String into = content ? "evidence-content/" : "evidence/";
        int entries = 0;
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                say(into + entry.getName(), in.readAllBytes());
                entries++;
            }
        }
        assertThat(entries).isGreaterThan(3);
    }

    /// For one who audits and may read content.
    private static String token(GatewayProcess gateway) throws Exception {
        ECKey key = ECKey.parse(Files.readString(gateway.dataDir().resolve("dev/operator-key.json")));
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(com.nimbusds.jose.JOSEObjectType.JWT)
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer("chirograph-development")
                        .audience("chirograph")
                        .subject("reader")
                        .claim("roles", List.of("auditor", "payload-reader"))
                        .jwtID("levels")
                        .issueTime(Date.from(Instant.now()))
                        .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private void download(RgwServer rgw, String bucket) throws IOException {
        try (S3Client admin = rgw.admin()) {
            for (var page : admin.listObjectVersionsPaginator(request -> request.bucket(bucket))) {
                for (ObjectVersion version : page.versions()) {
                    Path file = directory.resolve("bucket").resolve(version.key());
                    Files.createDirectories(file.getParent());
                    Files.write(
                            file,
                            admin.getObjectAsBytes(request -> request.bucket(bucket)
                                            .key(version.key())
                                            .versionId(version.versionId()))
                                    .asByteArray());
                }
            }
        }
    }

    /// Where a file is, as far as it counts for what may lie there.
    private String place(Path file) {
        String name = directory.relativize(file).toString();
        if (name.startsWith("data/journal/")) {
            return "journal";
        }
        if (name.startsWith("bucket/") && name.contains("/payloads/")) {
            return "packs";
        }
        if (name.startsWith("said/evidence-content/content/")) {
            return "evidence";
        }
        return name;
    }

    private void assertNothingLiesElsewhere() throws IOException {
        Canaries all = Canaries.together(exchanges);
        Set<String> wrong = new TreeSet<>();
        Map<String, Set<String>> found = new LinkedHashMap<>();
        List<Canaries.Found> everything = new ArrayList<>();
        for (String root : List.of("data", "bucket", "said", "gateway.out")) {
            for (Canaries.Found one : all.search(directory.resolve(root))) {
                everything.add(one);
            }
        }
        for (Canaries.Found one : everything) {
            String exchange = one.field().substring(0, one.field().lastIndexOf(' '));
            String field = one.field().substring(one.field().lastIndexOf(' ') + 1);
            String level = exchange.split(" ", 2)[0];
            String place = place(one.file());
            boolean isKept = place.equals("journal") || place.equals("packs") || place.equals("evidence");
            if (isKept && level.equals("clear")) {
                found.computeIfAbsent(exchange + " " + place, name -> new TreeSet<>())
                        .add(field);
            }
            boolean isCopied = (COPIED.contains(field) && !level.equals("erasable") && !level.equals("refused"))
                    || field.equals("header.reference");
            boolean isAllowed = isKept
                    && (level.equals("clear")
                            || (level.equals("redacted")
                                    && PLAIN.contains(field)
                                    && !(exchange.endsWith("large") && field.equals("request.prompt"))));
            if (isCopied) {
                found.computeIfAbsent("copied", name -> new TreeSet<>()).add(place.replaceAll("/.*", ""));
            } else if (!isAllowed) {
                wrong.add(one.field() + " in " + place + " as " + one.form());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(found.get("copied")).contains("journal", "bucket", "data", "said");
        exchanges.forEach((name, words) -> {
            if (name.startsWith("clear ")) {
                Set<String> content = new TreeSet<>(words.words().keySet());
                content.removeIf(field -> field.startsWith("header."));
                if (name.contains("SSE")) {
                    content.remove("response.text"); // in two pieces
                }
                for (String place : List.of("journal", "packs", "evidence")) {
                    assertThat(found.get(name + " " + place))
                            .as(name + " " + place)
                            .containsAll(content);
                }
            }
        });
    }

    /// Numbers that no exchange in the clear had.
    private void assertRedactedIsNotFoundAnywhere() throws IOException {
        for (String root : List.of("data", "bucket", "said")) {
            LiveFiles.read(directory.resolve(root), (file, bytes) -> {
                String text = new String(bytes, ISO_8859_1);
                assertThat(text.contains(CARD) || text.contains(IBAN))
                        .as(file.toString())
                        .isFalse();
            });
        }
    }

    private void assertVerified(RgwServer rgw, String bucket, String key) throws IOException {
        Map<String, String> store = rgw.environment("AUDITOR");
        String archive = "s3://" + bucket + "/" + PREFIX;
        var verified = Commands.run(directory, store, "verify", archive, "--key", key, "--payloads");
        assertThat(verified.exit()).as(verified.output()).isZero();
        Sent sent = calls.getLast();
        Path file = directory.resolve("from-the-bucket");
        var got = Commands.run(
                directory,
                store,
                "content",
                "get",
                archive,
                "--key",
                key,
                "--call",
                sent.callId(),
                "--part",
                "request",
                "--out",
                file.toString());
        assertThat(got.exit()).as(got.output()).isZero();
        assertThat(opened(file)).isEqualTo(sent.request());
    }

    private void assertContent(String key, Sent sent, String part, byte[] wire) throws Exception {
        Path file = directory.resolve(sent.callId() + "-" + part);
        var got = Commands.run(
                directory,
                Map.of(),
                "content",
                "get",
                directory.resolve("bucket/" + PREFIX).toString(),
                "--key",
                key,
                "--call",
                sent.callId(),
                "--part",
                part,
                "--out",
                file.toString());
        String what = sent.level() + " " + part + ": " + got.output();
        switch (sent.level()) {
            case "clear" -> {
                assertThat(got.exit()).as(what).isZero();
                assertThat(Files.readAllBytes(file)).isEqualTo(wire);
            }
            case "redacted" -> {
                assertThat(got.exit()).as(what).isZero();
                JsonNode body = JsonMapper.shared().readTree(Files.readAllBytes(file));
                assertThat(body.isObject()).isTrue();
            }
            case "encrypted" -> {
                assertThat(got.exit()).as(what).isZero();
                assertThat(opened(file)).isEqualTo(wire);
            }
            case "erasable" -> {
                assertThat(got.exit()).as(what).isZero();
                // the person's envelope lies within the auditors'
                assertThat(decrypted(file)[0]).isEqualTo((byte) 0x30);
            }
            default -> assertThat(got.exit()).as(what).isOne();
        }
    }

    /// What an envelope holds behind its line of JSON, opened with the real OpenSSL.
    private byte[] opened(Path envelope) throws IOException {
        byte[] plain = decrypted(envelope);
        int line = 0;
        while (plain[line] != '\n') {
            line++;
        }
        assertThat(new String(plain, 0, line, UTF_8)).startsWith("{\"callId\":");
        return Arrays.copyOfRange(plain, line + 1, plain.length);
    }

    private byte[] decrypted(Path envelope) throws IOException {
        Path plain = directory.resolve("opened");
        openssl(
                "cms",
                "-decrypt",
                "-binary",
                "-inform",
                "DER",
                "-in",
                envelope.toString(),
                "-recip",
                "auditor.crt",
                "-inkey",
                "auditor.key",
                "-out",
                plain.toString());
        byte[] bytes = Files.readAllBytes(plain);
        Files.delete(plain);
        return bytes;
    }

    private void certificate() throws IOException {
        openssl(
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
                "auditor.key",
                "-out",
                "auditor.crt");
    }

    private void openssl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("openssl.out");
        try (var openssl = ChildProcess.program(directory, output, command)) {
            assertThat(openssl.process().waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(openssl.process().exitValue()).as(() -> openssl.output()).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
    }
}
