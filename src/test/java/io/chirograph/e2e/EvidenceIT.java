package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Requirements;
import io.chirograph.verifier.bundle.ByHand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// One streamed call, from the application to the auditor's desk: the evidence is judged in a directory that holds
/// nothing but the file and the jar, and once more by hand with what VERIFY.md says.
@ExtendWith(Stage.class)
class EvidenceIT {
    private final Stage stage;

    @TempDir
    Path desk;

    EvidenceIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aStreamedCallIsProvedWithOneFileAndOneKey() throws Exception {
        Http.Answer answer = stage.http()
                .post(
                        "/sandbox/v1/chat/completions",
                        "{\"model\":\"sandbox\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(answer.clean()).isTrue();
        assertThat(answer.text()).contains("[DONE]");
        String path = "/audit/v1/calls/" + answer.callId() + "/evidence";
        Awaitility.await("the call is published")
                .until(() -> ask("GET", path, "").statusCode() == 200);
        byte[] zip = ask("GET", path, "").body();
        String key = Commands.verifierKey(stage.gateway());
        Path file = Files.write(desk.resolve("evidence.zip"), zip);

        Commands.Result held = Commands.run(desk, Map.of(), "verify-evidence", file.toString(), "--key", key);
        assertThat(held.exit()).as(held.output()).isZero();
        assertThat(held.output()).contains(answer.callId(), "The evidence holds.", "not write-once");

        Commands.Result unknown = Commands.run(desk, Map.of(), "verify-evidence", file.toString());
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.output()).contains(key, "fingerprint sha256:");

        zip[zip.length / 2] ^= 1;
        Path damaged = Files.write(desk.resolve("damaged.zip"), zip);
        assertThat(Commands.run(desk, Map.of(), "verify-evidence", damaged.toString(), "--key", key)
                        .exit())
                .isEqualTo(1);
        assertThat(Commands.run(desk, Map.of(), "verify-evidence", "missing.zip", "--key", key)
                        .exit())
                .isEqualTo(2);

        Requirements.require(ByHand.isPossible(), "unzip, openssl 3, sha256sum, base64 and xxd");
        ByHand.Result byHand = ByHand.check(Files.readAllBytes(file), desk, key);
        assertThat(byHand.exit()).as(byHand.output()).isZero();
        assertThat(byHand.output()).contains("Signature Verified Successfully");
    }

    @Test
    void aPopulationIsFoundAgainInACopyOfTheArchive() throws Exception {
        String ticket = "T-" + System.nanoTime();
        for (int i = 0; i < 4; i++) {
            stage.http()
                    .post(
                            "/sandbox/v1/chat/completions",
                            "{\"model\":\"größe\",\"messages\":[]}",
                            "Chirograph-Metadata: {\"ticket\":\"" + ticket + "\"}");
        }
        String question = "{\"query\":{\"metadata.ticket\":\"" + ticket + "\"},\"sample\":3,\"seed\":\"4 2 6\"}";
        Awaitility.await("the calls are published")
                .until(() -> new String(
                                ask("POST", "/audit/v1/evidence", question).body(),
                                java.nio.charset.StandardCharsets.UTF_8)
                        .contains("\"count\":4"));
        byte[] zip = ask("POST", "/audit/v1/evidence", question).body();
        String key = Commands.verifierKey(stage.gateway());
        Path file = Files.write(desk.resolve("evidence.zip"), zip);
        Commands.Result held = Commands.run(desk, Map.of(), "verify-evidence", file.toString(), "--key", key);
        assertThat(held.exit()).as(held.output()).isZero();

        Path unpacked = ByHand.unpack(zip, desk);
        Commands.Result searched = Commands.run(
                desk,
                Map.of("LC_ALL", "C"),
                "search",
                stage.gateway().dataDir().resolve("archive").toString(),
                "--where",
                "metadata.ticket=" + ticket,
                "--key",
                key,
                "--sample",
                "3",
                "--seed",
                "4 2 6",
                "--csv");
        assertThat(searched.exit()).as(searched.output()).isZero();
        assertThat(searched.output()).isEqualTo(Files.readString(unpacked.resolve("sample.csv")));
        assertThat(searched.output()).contains("größe");
        assertThat(List.of(searched.output().split("\n", -1))).hasSize(5);
    }

    private HttpResponse<byte[]> ask(String method, String path, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stage.gateway().url(path)))
                .header("Authorization", "Bearer " + stage.gateway().auditorToken())
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
