package io.chirograph.witness.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.publishedlog.SealedTree;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.witness.server.Cosigning;
import io.chirograph.witness.server.WitnessServer;
import io.chirograph.witness.server.WitnessStateStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our witness and our client, over HTTP.
class WitnessServerTest {
    private static final Duration WAIT = Duration.ofMinutes(1);

    @Test
    void theClientGetsItsCosignaturesAndForksAreRefused(@TempDir Path directory) throws Exception {
        TestLog log = new TestLog(directory.resolve("log"));
        TestLog forged = new TestLog(directory.resolve("forged"), log.signer);
        Cosigner cosigner = Cosigner.ofSeed("witness.example/own", new byte[32]);
        try (WitnessStateStore heads = WitnessStateStore.open(directory.resolve("data"));
                WitnessServer server = WitnessServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new Cosigning(cosigner, List.of(log.signer.verifierKey()), heads, Clock.systemUTC()));
                BoundedHttpPost posting = new BoundedHttpPost(WAIT)) {
            URI url = URI.create("http://127.0.0.1:" + server.address().getPort());
            Witness witness = new Witness("own", url, cosigner.verifierKey());
            WitnessClient client = new WitnessClient(witness, posting, new SealedTree(log.log));
            WitnessClient forger = new WitnessClient(witness, posting, new SealedTree(forged.log));

            assertThat(client.ask(log.grow(300).offer(), 0, WAIT)).isInstanceOf(WitnessResponse.Cosigned.class);
            assertThat(client.ask(log.grow(300).offer(), 0, WAIT)).isInstanceOf(WitnessResponse.Cosigned.class);
            assertThat(forger.ask(forged.grow(600, "forged").offer(), 0, WAIT))
                    .isInstanceOf(WitnessResponse.Refused.class);
            assertThat(forger.ask(forged.grow(600, "forged").offer(), 0, WAIT))
                    .isInstanceOf(WitnessResponse.Refused.class);
            assertThat(status(url, "/add-checkpoint", "GET")).isEqualTo(405);
            assertThat(status(url, "/", "GET")).isEqualTo(404);
            assertThat(status(url, "/add-checkpoint", "POST")).isEqualTo(400);
        }
    }

    private static int status(URI url, String path, String method) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
