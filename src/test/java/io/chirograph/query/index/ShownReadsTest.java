package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.configured.Archives;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.value.Shown;
import io.chirograph.query.api.AuditServer;
import io.chirograph.support.digest.Sha256;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A read says what it showed: the first ids, and a digest by which any other can be shown to have been among them.
class ShownReadsTest {
    private static final int CALLS = 250;

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static final List<UUID> CALL_IDS = new ArrayList<>();
    private static UUID decision;

    @BeforeAll
    static void start() throws Exception {
        log = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-1");
        for (int i = 0; i < CALLS; i++) {
            CALL_IDS.add(log.ok(Map.of("tenant", "acme", "metadata.case", i < 3 ? "small" : "large")));
        }
        decision = log.event(
                "decision.recorded",
                "{\"said\":{\"decisionId\":\"D-1\"},\"related\":{\"calls\":[\"" + CALL_IDS.getFirst() + "\"]}}");
        log.garbage("none");
        log.publish();
        server = AuditServer.start(data, log.followed(), log.events.size());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.recorded().takeReads();
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<byte[]> answer = server.get(path);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static AuditRead read() {
        List<AuditRead> reads = server.recorded().takeReads();
        assertThat(reads).hasSize(1);
        return reads.getFirst();
    }

    private static Shown shown() {
        return Objects.requireNonNull(read().shown());
    }

    /// The digest over an answer's items, as the page of events says.
    private static Digest digest(JsonNode answer) {
        StringBuilder names = new StringBuilder();
        for (JsonNode item : answer.get("items")) {
            String name = item.has("events") ? "callId" : item.get("id").isNull() ? "leafHash" : "id";
            names.append(item.get(name).asString()).append('\n');
        }
        byte[] bytes = names.toString().getBytes(UTF_8);
        return new Digest("sha256", null, Sha256.hex(bytes), bytes.length);
    }

    /// Publishes reads, as the process would, and waits until they can be found.
    private static List<UUID> publish(AuditRead... reads) throws Exception {
        for (AuditRead read : reads) {
            log.fact(read);
        }
        log.publish();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> server.index().sizes().containsValue((long) log.events.size()));
        return log.events.subList(log.events.size() - reads.length, log.events.size()).stream()
                .map(event -> event.id())
                .toList();
    }

    private static List<UUID> found(String filter) throws Exception {
        List<UUID> found = new ArrayList<>();
        get("events?type=audit.read&" + filter)
                .get("items")
                .forEach(item -> found.add(UUID.fromString(item.get("id").asString())));
        server.recorded().takeReads();
        return found;
    }

    @Test
    void aSmallListIsNamedWhole() throws Exception {
        get("calls?metadata.case=small");
        assertThat(shown())
                .isEqualTo(new Shown(
                        CALL_IDS.subList(0, 3).reversed().stream()
                                .map(UUID::toString)
                                .toList(),
                        List.of(),
                        3,
                        null));
        get("calls?metadata.case=none");
        assertThat(read().shown()).isNull();
        get("events?decision=D-1");
        assertThat(shown()).isEqualTo(new Shown(List.of(), List.of(decision.toString()), 1, null));
        get("events?metadata.case=small&limit=2");
        assertThat(shown().calls()).containsExactly(CALL_IDS.get(2).toString());
        get("timeline?decision=D-1");
        assertThat(shown())
                .isEqualTo(new Shown(List.of(CALL_IDS.getFirst().toString()), List.of(decision.toString()), 2, null));
        get("calls/" + CALL_IDS.getFirst());
        assertThat(shown().events()).containsExactly(decision.toString());
        get("events/" + decision);
        assertThat(shown().events()).containsExactly(decision.toString());
        get("logs");
        assertThat(read().shown()).isNull();
        server.get("calls?limit=0");
        assertThat(read().shown()).isNull();
    }

    @Test
    void whatALargeListShowedIsFoundByItsFirstIdsAndProvenByItsDigest() throws Exception {
        JsonNode calls = get("calls?limit=1000&tenant=acme");
        AuditRead ofCalls = read();
        JsonNode events = get("events?limit=1000&order=asc&type!=audit.read");
        AuditRead ofEvents = read();
        Shown shown = Objects.requireNonNull(ofCalls.shown());
        assertThat(shown.calls()).hasSize(Shown.MOST);
        assertThat(shown.count()).isEqualTo(CALLS);
        assertThat(shown.digest()).isEqualTo(digest(calls));
        assertThat(Objects.requireNonNull(ofEvents.shown()).events())
                .hasSize(Shown.MOST)
                .anyMatch(name -> name.startsWith("sha256:"));
        assertThat(ofEvents.shown().digest()).isEqualTo(digest(events));
        int size = new EventEncoder("x", Clock.systemUTC()).encode(ofEvents).canonical().length;
        assertThat(size).isLessThan(20_000);

        List<UUID> reads = publish(ofCalls, ofEvents);
        String last = CALL_IDS.getLast().toString();
        String first = CALL_IDS.getFirst().toString();
        assertThat(found("readCall=" + last)).contains(reads.getFirst()).doesNotContain(reads.getLast());
        assertThat(found("readCall=" + first)).containsExactly(reads.getLast());
        assertThat(found("readEvent=" + log.events.getFirst().id())).containsExactly(reads.getLast());
        assertThat(found("readEvent=" + decision)).isEmpty();
        String asOf =
                ofCalls.sizes().firstKey() + ":" + ofCalls.sizes().firstEntry().getValue();
        JsonNode again = get("calls?limit=1000&tenant=acme&asOf=" + asOf);
        assertThat(digest(again)).isEqualTo(shown.digest());
        assertThat(again.get("items").toString()).contains(first);
        assertThat(digest(get("events?limit=1000&order=asc&type!=audit.read&asOf=" + asOf)))
                .isEqualTo(ofEvents.shown().digest());
    }

    @Test
    void aReadOfReadsShowsReadsAndNothingOfWhatTheyShowed() throws Exception {
        get("calls?limit=100");
        AuditRead first = read();
        UUID id = publish(first).getFirst();
        JsonNode list = get("events?type=audit.read&limit=1");
        AuditRead second = read();
        assertThat(list.at("/items/0/id").asString()).isEqualTo(id.toString());
        assertThat(second.shown()).isEqualTo(new Shown(List.of(), List.of(id.toString()), 1, null));
        UUID again = publish(second).getFirst();
        assertThat(found("readEvent=" + id)).containsExactly(again);
        assertThat(found("readCall=" + CALL_IDS.getLast())).contains(id).doesNotContain(again);
    }

    @Test
    void evidenceThatLeavesIsNamedToo() throws Exception {
        HttpResponse<byte[]> zip = server.send("POST", "evidence", "{\"query\":{\"metadata.case\":\"small\"}}");
        assertThat(zip.statusCode()).isEqualTo(200);
        assertThat(shown().calls())
                .containsExactlyInAnyOrderElementsOf(
                        CALL_IDS.subList(0, 3).stream().map(UUID::toString).toList());
    }
}
