package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.standin.StandinAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Both ports of a packaged gateway speak TLS with certificates of a private authority, and are given new ones.
class TlsIT {
    private static final String CALLS = "/standin/v1/chat/completions";

    @TempDir
    static Path directory;

    private static StandinAuthority authority;
    private static SSLContext trust;
    private static StandinProcess standin;
    private static GatewayProcess gateway;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        authority = new StandinAuthority(Instant.now());
        trust = authority.client();
        client = HttpClient.newBuilder().sslContext(trust).build();
        Files.writeString(directory.resolve("ca.pem"), authority.rootPem());
        serve("edge", 100);
        serve("ops", 200);
        standin = StandinProcess.start(directory);
        List<String> arguments = new ArrayList<>(List.of(
                "--server.ssl.bundle=edge",
                "--management.server.ssl.bundle=ops",
                "--spring.ssl.bundle.watch.file.quiet-period=200ms",
                "--chirograph.gateway.providers.hasty.idle-timeout=500ms"));
        for (String bundle : List.of("edge", "ops")) {
            String prefix = "--spring.ssl.bundle.pem." + bundle + ".";
            arguments.add(prefix + "keystore.certificate=" + certificate(bundle));
            arguments.add(prefix + "keystore.private-key=" + key(bundle));
            arguments.add(prefix + "reload-on-update=true");
        }
        for (String provider : List.of("standin", "hasty")) {
            arguments.addAll(List.of(GatewayProcess.provider(provider, "openai", standin.baseUrl())));
        }
        gateway = GatewayProcess.launch(
                directory, GatewayProcess.freePort(), GatewayProcess.freePort(), arguments.toArray(String[]::new));
        gateway.awaitReady(() -> ops("/health/readiness").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
        standin.close();
    }

    private static Path certificate(String bundle) {
        return directory.resolve(bundle + ".pem");
    }

    private static Path key(String bundle) {
        return directory.resolve(bundle + ".key");
    }

    private static void serve(String bundle, long serial) throws Exception {
        authority.server(serial).write(certificate(bundle), key(bundle));
    }

    private static HttpResponse<String> ops(String path) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + gateway.opsPort() + "/actuator" + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static JsonNode health() throws IOException {
        return JsonMapper.shared().readTree(ops("/health").body()).at("/components/tls");
    }

    private static Http http() throws IOException {
        return new Http(gateway.port(), gateway.key(), trust.getSocketFactory());
    }

    /// The serial number of the certificate that a new connection is shown.
    private static long served(int port) throws IOException {
        try (var socket = (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSerialNumber()
                    .longValue();
        }
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50));
    }

    @Test
    void callsPassAsTheyDoWithoutTls() throws IOException {
        Http http = http();
        byte[] body = "{\"model\":\"standin:normal\"}".getBytes(StandardCharsets.UTF_8);
        try (var socket = http.connect()) {
            for (int i = 0; i < 2; i++) {
                http.write(socket, "POST", CALLS, body);
                Http.Answer answer = Http.read(socket, "POST");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(outcome(answer)).isEqualTo("ok");
            }
            socket.getOutputStream().write(http.head("POST", CALLS, body.length, "Expect: 100-continue"));
            var first = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(first.readLine()).startsWith("HTTP/1.1 100");
            assertThat(first.readLine()).isEmpty();
            socket.getOutputStream().write(body);
            assertThat(Http.read(socket, "POST").status()).isEqualTo(200);
        }
        Http.Answer large = http.get("/standin/v1/x", "x-standin: random-chunked", "x-standin-size: 3000000");
        assertThat(large.clean()).isTrue();
        assertThat(large.body()).hasSize(3_000_000);
    }

    @Test
    void anAbandonedCallClosesItsUpstreamHoweverItIsAbandoned() throws IOException {
        Http http = http();
        for (boolean notified : new boolean[] {true, false}) {
            String target = "/v1/silent-" + notified;
            try (var plain = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
                    var socket = trust.getSocketFactory().createSocket(plain, "127.0.0.1", gateway.port(), false)) {
                http.write(
                        socket,
                        "POST",
                        "/standin" + target,
                        "{\"model\":\"standin:silent\"}".getBytes(StandardCharsets.UTF_8));
                soon().until(() -> !standin.requests(target).isEmpty());
                if (notified) {
                    socket.close();
                }
            }
            JsonNode request = standin.requests(target).getLast();
            soon().until(() -> standin.closed(request));
        }
    }

    /// Neither chunks nor an answer that only the end of its connection delimits may seem whole.
    @Test
    void anAnswerThatIsCutNeverSeemsWhole() throws IOException {
        Http http = http();
        String body = "{\"model\":\"standin:slow-stream\",\"stream\":true}";
        assertThat(http.post("/hasty/v1/chat/completions", body, "x-standin-pause: 4000")
                        .clean())
                .isFalse();
        try (var socket = http.connect()) {
            byte[] old = ("POST /hasty/v1/chat/completions HTTP/1.0\r\nChirograph-Key: " + gateway.key()
                            + "\r\nx-standin-pause: 4000\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(old);
            assertThat(endsCleanly(socket.getInputStream())).isFalse();
        }
    }

    private static boolean endsCleanly(InputStream in) {
        try {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return true;
        } catch (IOException cut) {
            return false;
        }
    }

    @Test
    void nothingOlderThanTls12IsSpoken() throws IOException {
        byte[] hello = HexFormat.of()
                .parseHex(
                        "160301002f" + "0100002b" + "0302" + "00".repeat(32) + "00" + "0004c013c009" + "0100" + "0000");
        for (int port : new int[] {gateway.port(), gateway.opsPort()}) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write(hello);
                byte[] alert = socket.getInputStream().readNBytes(7);
                assertThat(alert).startsWith(0x15).endsWith(0x02, 0x46); // fatal, protocol_version
            }
        }
    }

    @Test
    void commandsTrustThePrivateAuthorityWhenTold() throws IOException {
        List<String> command = List.of(
                "switch",
                "list",
                "--url",
                "https://127.0.0.1:" + gateway.port(),
                "--token-file",
                gateway.dataDir().resolve("dev/admin-token").toString());
        List<String> told = new ArrayList<>(command);
        told.addAll(List.of("--ca-file", directory.resolve("ca.pem").toString()));
        Commands.Result result = Commands.run(directory, Map.of(), told.toArray(String[]::new));
        assertThat(result.output()).contains("nothing is stopped");
        assertThat(result.exit()).isZero();
        Commands.Result refused = Commands.run(directory, Map.of(), command.toArray(String[]::new));
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.output().lines()).singleElement().asString().startsWith("chirograph: ");
    }

    @Test
    void newCertificatesAreServedWithoutARestartAndBrokenOnesAreNot() throws Exception {
        assertThat(JsonMapper.shared()
                        .readTree(ops("/info").body())
                        .at("/tls/server")
                        .asString())
                .isEqualTo("TLS with bundle edge");
        assertThat(health().at("/status").asString()).as(health().toString()).isEqualTo("UP");
        Http http = http();
        try (var open = http.connect()) {
            http.write(
                    open,
                    "POST",
                    CALLS,
                    "{\"model\":\"standin:slow-stream\",\"stream\":true}".getBytes(StandardCharsets.UTF_8),
                    "x-standin-pause: 200");
            soon().until(() -> !standin.requests("chat").isEmpty());
            serve("edge", 101);
            serve("ops", 201);
            soon().until(() -> served(gateway.port()) == 101 && served(gateway.opsPort()) == 201);
            Http.Answer answer = Http.read(open, "POST");
            assertThat(answer.clean()).isTrue();
            assertThat(outcome(answer)).isEqualTo("ok");
        }
        StandinAuthority.put(certificate("edge"), "no certificate");
        StandinAuthority.put(key("ops"), authority.server(999).privateKey());
        soon().until(() -> gateway.log().split("Unexpected SSL reload error", -1).length > 2);
        assertThat(served(gateway.port())).isEqualTo(101);
        assertThat(served(gateway.opsPort())).isEqualTo(201);
        assertThat(health().at("/status").asString()).isEqualTo("DOWN");
        assertThat(health().at("/details/edge").toString()).contains("refused");
        assertThat(health().at("/details/ops").toString()).contains("refused");
        serve("edge", 102);
        serve("ops", 202);
        soon().until(() -> served(gateway.port()) == 102 && served(gateway.opsPort()) == 202);
        assertThat(health().at("/status").asString()).as(health().toString()).isEqualTo("UP");
    }

    private static String outcome(Http.Answer answer) throws IOException {
        return gateway.journal().completed(answer.callId()).path("outcome").stringValue();
    }
}
