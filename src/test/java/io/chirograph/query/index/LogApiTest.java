package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.query.api.AuditServer;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.proof.CompactRange;
import io.chirograph.tlog.proof.ConsistencyText;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.proof.ProvedEntries;
import io.chirograph.tlog.proof.TlogProof;
import io.chirograph.tlog.tile.EntryBundles;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileHashReader;
import io.chirograph.tlog.tile.TileId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A log as a monitor follows it: over HTTP, in the form of c2sp.org/tlog-tiles, trusting nothing but the key.
class LogApiTest {
    private static final int SIZE = 2 * 300;

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        for (int i = 0; i < SIZE / 2; i++) {
            log.ok(Map.of());
            if (i == 100) {
                log.publish();
            }
        }
        log.publish();
        archive.put(
                log.layout().cosignature(SIZE, "deadbeef"),
                (new NoteSignature("witness.example/w", 0xdeadbeef, new byte[72]).line() + "\n").getBytes(UTF_8),
                new Retention(LockMode.NONE, TestLog.START.plusSeconds(86_400)));
        server = AuditServer.start(data, log.followed(), SIZE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return server.get("logs" + path, headers);
    }

    private static byte[] ok(String path, String type, String... headers) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(path, headers);
        assertThat(answer.statusCode())
                .as(path + new String(answer.body(), UTF_8))
                .isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).isEqualToIgnoringCase(type);
        return answer.body();
    }

    private static String of(String path) {
        return "/" + log.followed().id() + path;
    }

    private static byte[] bytes(String path) throws IOException {
        try {
            return ok(of(path), "application/octet-stream");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static Checkpoint head() throws Exception {
        byte[] note = ok(of("/checkpoint"), "text/plain;charset=UTF-8");
        return SignedNote.open(
                note, log.followed().origin(), List.of(log.followed().key()));
    }

    @Test
    void aMonitorFollowsTheLogByItsTilesAndEntriesAlone() throws Exception {
        Checkpoint head = head();
        assertThat(head.size()).isEqualTo(SIZE);
        CompactRange range = CompactRange.empty();
        for (long index = 0; index * TileId.WIDTH < SIZE; index++) {
            TileId id = TileId.inTree(0, index, SIZE);
            Tile tile = Tile.parse(id, bytes("/tile/" + id.path()));
            List<byte[]> entries =
                    EntryBundles.parse(bytes("/tile/entries" + id.path().substring(1)));
            assertThat(entries.stream().map(TreeHasher::leaf)).isEqualTo(tile.hashes());
            entries.forEach(entry -> range.append(TreeHasher.leaf(entry)));
        }
        assertThat(range.root()).isEqualTo(head.root());
        assertThat(EntryBundles.parse(bytes("/tile/entries/000.p/3")))
                .containsExactlyElementsOf(log.events.subList(0, 3).stream()
                        .map(io.chirograph.event.Event::canonical)
                        .toList());
    }

    @Test
    void proofsMadeFromTheTilesAreTheProofsThatAreServed() throws Exception {
        Checkpoint head = head();
        AtomicInteger reads = new AtomicInteger();
        for (int index : new int[] {0, 1, 255, 256, 511, 512, SIZE - 1}) {
            reads.set(0);
            InclusionProof own = InclusionProof.of(index, SIZE, new TileHashReader(SIZE, id -> {
                reads.incrementAndGet();
                return tile(id);
            }));
            assertThat(reads.get()).isLessThanOrEqualTo(4);
            byte[] text = ok(of("/proof/inclusion?format=text&index=" + index), "text/plain;charset=UTF-8");
            TlogProof served = TlogProof.parse(text);
            assertThat(served.proof()).isEqualTo(own);
            assertThat(ProvedEntries.verify(
                            served,
                            log.events.get(index).canonical(),
                            log.followed().origin(),
                            List.of(log.followed().key())))
                    .isEqualTo(head);
        }
    }

    private static Tile tile(TileId id) throws IOException {
        try {
            return Tile.parse(id, bytes("/tile/" + id.path()));
        } catch (MalformedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void anInclusionProofIsFoundByPositionEventAndLeaf() throws Exception {
        String leaf = TreeHasher.leaf(log.events.get(7).canonical()).toString();
        JsonNode byIndex = json("/proof/inclusion?index=7");
        assertThat(json("/proof/inclusion?event=" + leaf)).isEqualTo(byIndex);
        assertThat(json("/proof/inclusion?event=" + log.events.get(7).id())).isEqualTo(byIndex);
        assertThat(byIndex.get("leafHash").asString()).isEqualTo(leaf);
        assertThat(byIndex.get("size").asLong()).isEqualTo(SIZE);
        assertThat(byIndex.get("checkpoint").asString())
                .startsWith(log.followed().origin() + "\n" + SIZE + "\n");
        JsonNode earlier = json("/proof/inclusion?index=7&size=202");
        assertThat(earlier.get("checkpoint").asString())
                .startsWith(log.followed().origin() + "\n202\n");
        JsonNode unsigned = json("/proof/inclusion?index=7&size=300");
        assertThat(unsigned.get("checkpoint").isNull()).isTrue();
        List<Hash> hashes = new ArrayList<>();
        for (JsonNode hash : unsigned.get("hashes")) {
            hashes.add(Hash.ofHex(hash.asString().substring("sha256:".length())));
        }
        Hash root = Hash.ofHex(unsigned.get("rootHash").asString().substring("sha256:".length()));
        assertThat(new InclusionProof(7, hashes)
                        .verify(TreeHasher.leaf(log.events.get(7).canonical()), 300, root))
                .isTrue();
    }

    @Test
    void aConsistencyProofConnectsTwoSignedSizes() throws Exception {
        byte[] text = ok(of("/proof/consistency?from=202"), "text/plain;charset=UTF-8", "Accept", "text/plain");
        ConsistencyText proof = ConsistencyText.parse(text);
        Checkpoint earlier = Checkpoint.parse(SignedNote.parse(json("/proof/inclusion?index=0&size=202")
                        .get("checkpoint")
                        .asString()
                        .getBytes(UTF_8))
                .text());
        assertThat(proof.from()).isEqualTo(202);
        assertThat(proof.proof().verify(earlier, head())).isTrue();
        JsonNode json = json("/proof/consistency?from=202&to=" + SIZE);
        assertThat(json.get("fromRootHash").asString()).isEqualTo(earlier.root().toString());
        assertThat(json.get("hashes").size()).isEqualTo(proof.proof().hashes().size());
    }

    private static JsonNode json(String path) throws Exception {
        return JsonMapper.shared().readTree(ok(of(path), "application/json"));
    }

    @Test
    void theLogsAreListedWithWhatIsNeededToFollowThem() throws Exception {
        JsonNode list = JsonMapper.shared().readTree(ok("", "application/json"));
        JsonNode item = list.at("/items/0");
        assertThat(list.get("items").size()).isEqualTo(1);
        assertThat(item.get("log").asString()).isEqualTo(log.followed().id());
        assertThat(item.get("key").asString()).isEqualTo(log.followed().key().encode());
        assertThat(item.get("rootHash").asString()).isEqualTo(head().root().toString());
    }

    @Test
    void theServedCheckpointCarriesTheWitnessesLines() throws Exception {
        SignedNote note = SignedNote.parse(ok(of("/checkpoint"), "text/plain;charset=UTF-8"));
        assertThat(note.signatures())
                .extracting(NoteSignature::name)
                .containsExactly(log.followed().origin(), "witness.example/w");
    }

    @Test
    void onlyWhatNeverChangesIsCached() throws Exception {
        assertThat(cacheControl("/tile/0/000")).contains("immutable").contains("private");
        assertThat(cacheControl("/tile/entries/000")).contains("immutable");
        assertThat(cacheControl("/tile/0/002.p/88")).contains("immutable");
        assertThat(cacheControl("/tile/1/000.p/2")).contains("no-cache").contains("private");
        assertThat(cacheControl("/checkpoint")).isEqualTo("no-store");
    }

    private static String cacheControl(String path) throws Exception {
        return get(of(path)).headers().firstValue("Cache-Control").orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tile/0/002",
                "/tile/0/002.p/89",
                "/tile/1/000",
                "/tile/1/000.p/3",
                "/tile/2/000.p/1",
                "/tile/entries/003",
                "/tile/entries/002.p/89",
                "/tile/7/x999/x999/x999/x999/x999/999",
                "/proof/inclusion?event=sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "/nothing"
            })
    void whatTheTreeDoesNotHaveIsNotThere(String path) throws Exception {
        HttpResponse<byte[]> answer = get(of(path));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new String(answer.body(), UTF_8)).contains("\"code\":\"not-found\"");
        assertThat(get("/other-00000000/checkpoint").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/tile/0/2, tile, 0/2",
        "/tile/0/002.p/256, tile, 0/002.p/256",
        "/tile/0/x000/001, tile, 0/x000/001",
        "/tile/64/000, tile, 64/000",
        "/tile/entries/1, tile, entries/1",
        "/tile/0/000?x=1, x, ''",
        "/checkpoint?size=1, size, ''",
        "/proof/inclusion, index, ''",
        "/proof/inclusion?index=600, index, 600",
        "/proof/inclusion?index=01, index, 01",
        "/proof/inclusion?index=-1, index, -1",
        "/proof/inclusion?index=7&size=7, size, 7",
        "/proof/inclusion?index=7&size=601, size, 601",
        "/proof/inclusion?index=7&size=300&format=text, size, 300",
        "/proof/inclusion?index=7&format=xml, format, xml",
        "/proof/inclusion?event=abc, event, abc",
        "/proof/inclusion?index=1&index=2, index, '1, 2'",
        "/proof/consistency, from, ''",
        "/proof/consistency?from=0, from, 0",
        "/proof/consistency?from=9&to=8, to, 8",
        "/proof/consistency?from=9&to=99999999999999999999, to, 99999999999999999999"
    })
    void aBadQuestionIsRefusedByNameAndValue(String path, String field, String value) throws Exception {
        HttpResponse<byte[]> answer = get(of(path));
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(400);
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.get("field").asString()).isEqualTo(field);
        assertThat(problem.path("value").asString(""))
                .as("not shown of what nobody asked for: it may be a secret")
                .isEqualTo(value);
    }

    @Test
    void theForecastIsServedToAuditors() throws Exception {
        assertThat(server.text("GET", "archive/forecast").body()).isEqualTo("{\"items\":[]}");
        assertThat(server.text("GET", "archive/forecast?x=1").statusCode()).isEqualTo(400);
    }
}
