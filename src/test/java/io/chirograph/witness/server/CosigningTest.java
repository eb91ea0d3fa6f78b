package io.chirograph.witness.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.publishedlog.SealedTree;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Cosignature;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.KeyType;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.proof.ConsistencyProof;
import io.chirograph.tlog.proof.ConsistencyText;
import io.chirograph.witness.client.TestLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CosigningTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_795_000_000));

    private final Path directory;
    private final Cosigner cosigner = Cosigner.ofSeed("witness.example/own", new byte[32]);
    private final TestLog log;
    private final SealedTree tree;
    private WitnessStateStore heads;
    private Cosigning witness;

    CosigningTest(@TempDir Path directory) throws Exception {
        this.directory = directory.resolve("witness");
        log = new TestLog(directory.resolve("archive"));
        tree = new SealedTree(log.log);
        heads = WitnessStateStore.open(this.directory);
        witness = new Cosigning(cosigner, List.of(log.signer.verifierKey()), heads, CLOCK);
    }

    @AfterEach
    void close() throws IOException {
        heads.close();
    }

    @Test
    void answersThePublicExchangeAsTheSpecificationNowSays() throws Exception {
        JsonNode vectors = JsonMapper.shared()
                .readTree(CosigningTest.class.getResourceAsStream("/vectors/witness/litewitness-exchange.json"));
        VerifierKey key = VerifierKey.of(
                vectors.get("origin").asString(),
                KeyType.ED25519,
                HexFormat.of().parseHex(vectors.get("log_key_hex_ed25519").asString()));
        Cosigning other = new Cosigning(cosigner, List.of(key), heads, CLOCK);
        for (JsonNode exchange : vectors.get("exchanges_in_order")) {
            String body = exchange.get("request_body").asString();
            String canonical = canonical(body);
            int status = exchange.get("status").asInt();
            boolean unknown = exchange.get("body_assert").asString().contains("unknown log");

            if (!canonical.equals(body)) {
                assertThat(other.add(body.getBytes(UTF_8)).status()).as(body).isEqualTo(400);
            }
            assertThat(other.add(canonical.getBytes(UTF_8)).status()).as(body).isEqualTo(unknown ? 404 : status);
        }
    }

    /// The signature's base64 in its one canonical spelling; that of the row with the bad one is another.
    private static String canonical(String body) {
        int at = body.lastIndexOf(' ') + 1;
        byte[] signature = Base64.getDecoder().decode(body.substring(at).strip());
        return body.substring(0, at) + Base64.getEncoder().encodeToString(signature) + "\n";
    }

    @Test
    void cosignsWhatExtendsWhatItCosigned() throws Exception {
        log.grow(5);
        cosigned(0);
        cosigned(5);
        log.grow(300);
        cosigned(5);
        log.grow(1000);
        cosigned(305);
    }

    @Test
    void namesTheSizeThatItCosignedWhenTheOldSizeIsAnother() throws Exception {
        log.grow(5);
        conflict(request(3), 0);
        cosigned(0);
        conflict(request(0), 5);
        log.grow(5);
        conflict(request(4), 5);
        conflict(request(0), 5);
        cosigned(5);
    }

    @Test
    void neverCosignsTwoHistories(@TempDir Path elsewhere) throws Exception {
        log.grow(300);
        cosigned(0);
        TestLog forged = new TestLog(elsewhere, log.signer).grow(300, "forged");
        var forgedTree = new SealedTree(forged.log);
        conflict(
                new ConsistencyText(
                                300,
                                new ConsistencyProof(List.of()),
                                forged.offer().note())
                        .bytes(),
                300);
        forged.grow(200);
        var proof = ConsistencyProof.of(300, 500, forgedTree.at(500));
        assertThat(witness.add(new ConsistencyText(300, proof, forged.offer().note()).bytes())
                        .status())
                .isEqualTo(422);

        assertThat(heads.head(TestLog.ORIGIN)).hasValue(log.checkpoint());
        try (var refused = Files.list(directory.resolve("refused"))) {
            assertThat(refused).hasSize(2);
        }
        log.grow(1);
        cosigned(300);
    }

    @Test
    void refusesWhatIsNoRequest() throws Exception {
        log.grow(5);
        String good = new String(request(0), UTF_8);
        for (String bad : List.of(
                "",
                "old 0\n",
                good.replace("old 0", "old 00"),
                good.replace("old 0", "old +0"),
                good.replace("old 0", "old -1"),
                good.replace("old 0\n", "old 0\nAAAA\n"),
                good.replace("old 0", "old 6"),
                good.replace("old 0\n", "old 0 \n"),
                good.substring(0, good.length() - 1),
                good + "\n",
                good.replace("\n5\n", "\n05\n"),
                "old 0\n" + (TreeHasher.emptyRoot().base64() + "\n").repeat(64) + good.substring(6),
                good + "x".repeat(Cosigning.MAX_REQUEST))) {
            assertThat(witness.add(bad.getBytes(UTF_8)).status()).as(bad).isEqualTo(400);
        }
        assertThat(witness.add(good.replace(TestLog.ORIGIN, "example.com/unknown")
                                .getBytes(UTF_8))
                        .status())
                .isEqualTo(404);
        byte[] stranger = SignedNote.sign(
                        log.checkpoint().text(),
                        Ed25519Signer.ofSeed(TestLog.ORIGIN, HexFormat.of().parseHex("01".repeat(32))))
                .bytes();
        assertThat(witness.add(("old 0\n\n" + new String(stranger, UTF_8)).getBytes(UTF_8))
                        .status())
                .isEqualTo(403);
        String proof =
                good.replace("old 0\n", "old 0\n" + TreeHasher.emptyRoot().base64() + "\n");
        assertThat(witness.add(proof.getBytes(UTF_8)).status()).isEqualTo(422);
        assertThat(heads.head(TestLog.ORIGIN)).isEmpty();
    }

    @Test
    void anyDamagedRequestIsAnsweredAndChangesNothingUnlessItIsSigned() throws Exception {
        log.grow(300);
        cosigned(0);
        log.grow(300);
        byte[] good = request(300);
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = good.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(witness.add(damaged).status()).isIn(400, 403, 404, 409, 422);
        }
        assertThat(heads.head(TestLog.ORIGIN).orElseThrow().size()).isEqualTo(300);
    }

    @Test
    void ofManyRequestsAtOnceOneHistoryComesOut(@TempDir Path elsewhere) throws Exception {
        TestLog forged = new TestLog(elsewhere, log.signer).grow(50, "forged");
        log.grow(50);
        byte[] one = request(0);
        byte[] two = new ConsistencyText(
                        0, new ConsistencyProof(List.of()), forged.offer().note())
                .bytes();
        List<Callable<Integer>> requests = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] request = i % 2 == 0 ? one : two;
            requests.add(() -> witness.add(request).status());
        }
        int cosigned = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : threads.invokeAll(requests)) {
                cosigned += status.get() == 200 ? 1 : 0;
            }
        }
        assertThat(cosigned).isEqualTo(1);
    }

    @Test
    void remembersAfterARestartAndSignsNothingOverADamagedHead() throws Exception {
        log.grow(5);
        cosigned(0);
        assertThatThrownBy(() -> WitnessStateStore.open(directory)).isInstanceOf(IOException.class);
        heads.close();
        heads = WitnessStateStore.open(directory);
        witness = new Cosigning(cosigner, List.of(log.signer.verifierKey()), heads, CLOCK);
        conflict(request(0), 5);
        cosigned(5);

        Path head;
        try (var files = Files.list(directory)) {
            head = files.filter(file -> file.getFileName().toString().length() == 64)
                    .findFirst()
                    .orElseThrow();
        }
        Files.write(head, new byte[0]);
        assertThatThrownBy(() -> witness.add(request(0))).isInstanceOf(IOException.class);
    }

    private void cosigned(long old) throws Exception {
        Cosigning.Response response = witness.add(request(old));
        assertThat(response.status()).isEqualTo(200);
        assertThat(Cosignature.verify(log.offer().note(), Cosignature.parse(response.body()), cosigner.verifierKey()))
                .isEqualTo(1_795_000_000);
        assertThat(heads.head(TestLog.ORIGIN)).hasValue(log.checkpoint());
    }

    private void conflict(byte[] request, long size) throws Exception {
        Cosigning.Response response = witness.add(request);
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.contentType()).isEqualTo("text/x.tlog.size");
        assertThat(new String(response.body(), UTF_8)).isEqualTo(size + "\n");
    }

    private byte[] request(long old) throws Exception {
        ConsistencyProof proof = old == 0 || old == log.size()
                ? new ConsistencyProof(List.of())
                : ConsistencyProof.of(old, log.size(), tree.at(log.size()));
        return new ConsistencyText(old, proof, log.offer().note()).bytes();
    }
}
