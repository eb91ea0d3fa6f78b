package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A provider's credential comes out of a secret store: the client library is Spring Cloud Vault as
/// `deploy/secret-stores` fetches it, the store a stand-in for Vault's key-value engine, version 2.
class SecretStoreIT {
    private static final String CREDENTIAL = "sk-kept-in-the-vault";
    private static final Map<String, String> VAULT = Map.of(
            "/v1/sys/internal/ui/mounts/secret/chirograph",
            "{\"data\": {\"options\": {\"version\": \"2\"}, \"path\": \"secret/\", \"type\": \"kv\"}}",
            "/v1/secret/data/chirograph",
            "{\"data\": {\"data\": {\"up.key\": \"" + CREDENTIAL + "\"}, \"metadata\": {\"version\": 1}}}");

    @TempDir
    Path directory;

    @Test
    void aCredentialThatIsImportedIsSentAndShownNowhere() throws Exception {
        Path lib = directory.resolve("lib");
        Path project = Path.of("").toAbsolutePath();
        var build = ChildProcess.program(
                project,
                directory.resolve("build.out"),
                List.of(
                        project.resolve("mvnw").toString(),
                        "-B",
                        "-q",
                        "-f",
                        "deploy/secret-stores",
                        "-P",
                        "vault",
                        "package",
                        "-Dlib=" + lib));
        assertThat(build.process().waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(build.process().exitValue()).as(build.output()).isZero();

        BlockingQueue<String> sent = new LinkedBlockingQueue<>();
        HttpServer vault = serve(
                exchange -> answer(exchange, VAULT.get(exchange.getRequestURI().getPath())));
        HttpServer provider = serve(exchange -> {
            sent.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getRequestBody().readAllBytes();
            answer(exchange, "{\"choices\": []}");
        });
        try (var gateway = GatewayProcess.launch(
                directory,
                List.of("-Dloader.path=" + lib),
                GatewayProcess.freePort(),
                GatewayProcess.freePort(),
                "--spring.config.import=vault://secret/chirograph",
                "--spring.cloud.vault.uri=" + url(vault),
                "--spring.cloud.vault.authentication=TOKEN",
                "--spring.cloud.vault.token=the-vaults-token",
                "--spring.cloud.compatibility-verifier.enabled=false",
                "--chirograph.gateway.providers.up.base-url=" + url(provider),
                "--chirograph.gateway.providers.up.dialect=openai",
                "--chirograph.gateway.providers.up.credential=${up.key}")) {
            gateway.awaitReady();
            var answer = new Http(gateway.port(), gateway.key())
                    .post("/up/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(sent).containsExactly("Bearer " + CREDENTIAL);
            assertThat(gateway.log()).doesNotContain(CREDENTIAL, "the-vaults-token");
        } finally {
            vault.stop(0);
            provider.stop(0);
        }
    }

    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private static HttpServer serve(Answering answering) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", answering::answer);
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, @Nullable String json) throws IOException {
        byte[] body = (json == null ? "{\"errors\": []}" : json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(json == null ? 404 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
