package io.chirograph.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.chirograph.Requirements;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.publishedlog.Cosignatures;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.standin.OpenSslTimeStamps;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.MlDsa44Signer;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyOutcome;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import io.chirograph.verifier.timestamp.TimeStampToken;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two teams, nothing else installed: the packaged gateway and the packaged witness.
class WitnessIT {
    private static final Pattern ADDRESS = Pattern.compile("listens on (http://\\S+)");
    private static final Pattern KEY = Pattern.compile("(?m)^witness (\\S+)$");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void cosignaturesAppearAndTheQuorumHoldsAlsoWhenTheWitnessIsKilled() throws Exception {
        Path logKey = directory.resolve("log-key.pem");
        String vkey = Commands.run(
                        directory, Map.of(), "signing-key", "generate", "--file=" + logKey, "--origin=example.com/gw-1")
                .line();
        Path second = directory.resolve("second-key.pem");
        String secondKey = Commands.run(
                        directory,
                        Map.of(),
                        "signing-key",
                        "generate",
                        "--type=ml-dsa-44",
                        "--file=" + second,
                        "--origin=example.com/gw-1")
                .line();
        ChildProcess witness = witness(vkey, "0");
        String url = found(ADDRESS, witness.output());
        String witnessKey = found(KEY, witness.output());
        try (GatewayProcess gateway = GatewayProcess.start(
                directory,
                "--chirograph.log.origin=example.com/gw-1",
                "--chirograph.log.signing-key=" + logKey,
                "--chirograph.log.second-signing-key=" + second,
                "--chirograph.recording.heartbeat=1s",
                "--chirograph.exporter.max-age=200ms",
                "--chirograph.exporter.alarm-after=2s",
                "--chirograph.witnesses.team-b.url=" + url,
                "--chirograph.witnesses.team-b.vkey=" + witnessKey)) {
            WitnessPolicy policy = WitnessPolicyParser.parse("log %s\nwitness b %s\nquorum b\n"
                    .formatted(vkey, witnessKey)
                    .getBytes(UTF_8));
            long first = cosigned(gateway, policy, vkey, 0);
            witness.kill();
            witness = witness(vkey, url.substring(url.lastIndexOf(':') + 1));
            long later = cosigned(gateway, policy, vkey, first);
            assertThat(later).isGreaterThan(first);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () -> health(gateway),
                            health -> health.contains("\"witnesses\"") && health.contains("\"standing\":\"cosigns\""));
            String rewritten = rewritten(logKey, later);
            assertThat(post(url, rewritten)).isEqualTo(409);
            aRequestThatNeverEndsIsCutOff(url);
            String stranger = MlDsa44Signer.ofSeed("example.com/gw-1", new byte[32])
                    .verifierKey()
                    .encode();
            assertThat(Commands.run(
                                    directory,
                                    Map.of(),
                                    "verify",
                                    gateway.dataDir().resolve("archive").toString(),
                                    "--key=" + stranger)
                            .exit())
                    .isPositive();
            for (String key : List.of(vkey, secondKey)) {
                Commands.Result judged = Commands.run(
                        directory,
                        Map.of(),
                        "verify",
                        gateway.dataDir().resolve("archive").toString(),
                        "--key=" + key);
                assertThat(judged.exit()).as(judged.output()).isZero();
            }
        } finally {
            witness.close();
        }
    }

    @Test
    void checkpointsAreStampedByOpensslAndOpensslVerifiesTheArchive() throws Exception {
        Requirements.require(OpenSslTimeStamps.isAvailable(), "the openssl program");
        OpenSslTimeStamps authority = OpenSslTimeStamps.create(Files.createDirectory(directory.resolve("tsa")));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = authority.reply(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try (GatewayProcess gateway = GatewayProcess.start(
                directory,
                "--chirograph.exporter.max-age=200ms",
                "--chirograph.exporter.alarm-after=2s",
                "--chirograph.timestamps.url=http://127.0.0.1:"
                        + server.getAddress().getPort() + "/",
                "--chirograph.timestamps.trust=" + authority.trust())) {
            VerifierKey key = VerifierKey.parse(Commands.verifierKey(gateway));
            Path log = gateway.dataDir().resolve("archive").resolve(key.logId());
            Path token =
                    Awaitility.await().atMost(PATIENCE).until(() -> first(log.resolve("timestamps")), Objects::nonNull);
            String size = token.getFileName().toString().replace(".tsr", "");
            Path note = log.resolve("checkpoints").resolve(size);
            assertThat(authority.verifies(note, token)).isTrue();
            TimeStampToken.parse(Files.readAllBytes(token))
                    .verify(Files.readAllBytes(note), TimeStampTrust.load(authority.trust()));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () -> health(gateway),
                            health -> health.contains("\"timestamps\"") && health.contains("Test TSA"));
        } finally {
            server.stop(0);
        }
    }

    private static @Nullable Path first(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".tsr"))
                    .findFirst()
                    .orElse(null);
        }
    }

    private ChildProcess witness(String logKey, String port) throws Exception {
        List<String> command = new ArrayList<>(PackagedProgram.arguments(List.of()));
        command.addAll(List.of(
                "witness",
                "--listen=127.0.0.1:" + port,
                "--name=witness.example.com",
                "--key=" + directory.resolve("witness-key.pem"),
                "--data=" + directory.resolve("witness-data"),
                "--log=" + logKey));
        ChildProcess process = ChildProcess.java(directory, directory.resolve("witness.out"), command);
        process.await(
                "the witness listens", () -> ADDRESS.matcher(process.output()).find());
        return process;
    }

    /// The first size beyond `after` whose checkpoint the policy accepts.
    private static long cosigned(GatewayProcess gateway, WitnessPolicy policy, String vkey, long after)
            throws Exception {
        try (Archive archive = Archives.directory(gateway.dataDir().resolve("archive"))) {
            PublishedLog log = new PublishedLog(archive, VerifierKey.parse(vkey).logId());
            List<VerifierKey> logs =
                    policy.logs().stream().map(WitnessPolicy.Log::key).toList();
            long[] size = {0};
            Awaitility.await().atMost(PATIENCE).until(() -> {
                for (long one : log.checkpointSizes(after, 1000)) {
                    byte[] note = log.checkpoint(one).orElseThrow();
                    WitnessPolicyOutcome outcome = policy.witnessed(
                            SignedNote.parse(note),
                            Cosignatures.of(archive, log.layout(), one).values());
                    if (SignedNote.open(note, VerifierKey.parse(vkey).name(), logs)
                                            .size()
                                    == one
                            && outcome.quorumMet()) {
                        size[0] = one;
                        return true;
                    }
                }
                return false;
            });
            return size[0];
        }
    }

    /// What somebody with the log's key would have cosigned instead: another tree of a size that was not cosigned.
    private static String rewritten(Path logKey, long size) throws Exception {
        String pem = Files.readString(logKey).replaceAll("-----[A-Z ]+-----|\\s", "");
        Ed25519Signer signer =
                Ed25519Signer.ofPkcs8("example.com/gw-1", Base64.getDecoder().decode(pem));
        byte[] note = SignedNote.sign(
                        new Checkpoint("example.com/gw-1", size + 1_000_000, TreeHasher.emptyRoot()).text(), signer)
                .bytes();
        return "old 0\n\n" + new String(note, UTF_8);
    }

    private static int post(String url, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/add-checkpoint"))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static void aRequestThatNeverEndsIsCutOff(String url) throws Exception {
        URI address = URI.create(url);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write("POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nold ".getBytes(UTF_8));
            out.flush();
            assertThat(socket.getInputStream().read())
                    .as("closed without an answer")
                    .isNegative();
        }
    }

    private static String health(GatewayProcess gateway) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + gateway.opsPort() + "/actuator/health"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
