package io.chirograph.forwarding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.Event;
import io.chirograph.query.index.TestLog;
import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Wire;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A log, forwarded as OTLP to a receiver of which the test chooses every byte.
class ForwarderTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    private static final Map<String, String> SHOP = Map.of("tenant", "shop");
    private static final Duration POLL = Duration.ofSeconds(5);
    private final SettableClock clock = new SettableClock(TestLog.START);
    private final Path archived;
    private final Path cursors;
    private final Archive archive;
    private final TestLog log;

    /// Positions of the events of each batch that came whole, in the order of their coming.
    private final List<List<Long>> came = Collections.synchronizedList(new ArrayList<>());

    ForwarderTest(@TempDir Path directory) throws Exception {
        archived = directory.resolve("archive");
        cursors = directory.resolve("cursors");
        archive = Archives.directory(archived);
        log = new TestLog(archive, "example.com/chirograph/gw-1");
    }

    @AfterEach
    void close() {
        archive.close();
    }

    /// A receiver that says the same to each batch.
    private RawUpstream receiver(String answer) throws IOException {
        return new RawUpstream((connection, wire) -> serve(wire, answer));
    }

    private void serve(Wire wire, String answer) throws IOException {
        for (List<Long> batch = take(wire); !batch.isEmpty(); batch = take(wire)) {
            came.add(batch);
            wire.raw(answer);
        }
    }

    private static List<Long> take(Wire wire) throws IOException {
        String body = wire.body();
        return body.isEmpty()
                ? List.of()
                : records(body).stream().map(ForwarderTest::position).toList();
    }

    private static List<JsonNode> records(String body) {
        List<JsonNode> records = new ArrayList<>();
        JsonMapper.shared()
                .readTree(body)
                .at("/resourceLogs/0/scopeLogs/0/logRecords")
                .forEach(records::add);
        return records;
    }

    private static long position(JsonNode record) {
        for (JsonNode attribute : record.get("attributes")) {
            if (attribute.get("key").asString().equals("chirograph.log.position")) {
                return Long.parseLong(attribute.at("/value/intValue").stringValue());
            }
        }
        throw new AssertionError("no position in " + record);
    }

    private List<Long> positions() {
        return came.stream().flatMap(List::stream).toList();
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    private ForwardingProperties.Settings settings(RawUpstream to, Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "chirograph.forwarding.destinations.a.kind", "otlp",
                "chirograph.forwarding.destinations.a.url", to.url() + "/v1/logs",
                "chirograph.forwarding.destinations.a.gzip", "false",
                "chirograph.forwarding.destinations.a.timeout", "20s"));
        more.forEach((name, value) -> all.put("chirograph.forwarding.destinations.a." + name, value));
        return Objects.requireNonNull(new Binder(new MapConfigurationPropertySource(all))
                .bind("chirograph.forwarding", ForwardingProperties.class)
                .get()
                .destinations()
                .get("a"));
    }

    /// A process that forwards, until it is closed.
    private final class Running implements AutoCloseable {
        final DestinationStatus status;
        final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        private final Forwarder forwarder;

        Running(RawUpstream to, Map<String, String> more) {
            this("a", to, more);
        }

        Running(String name, RawUpstream to, Map<String, String> more) {
            ForwardingProperties.Settings settings = settings(to, more);
            status = new DestinationStatus(name, clock);
            status.bindTo(metrics);
            var destination = new Destination(
                    ForwardingConfiguration.form(settings),
                    ForwardingConfiguration.sender(settings, null, clock),
                    settings::wants,
                    settings.batchEvents(),
                    settings.batchBytes().toBytes(),
                    status,
                    clock);
            var logForwarding = new LogForwarding(
                    log.followed(),
                    destination,
                    settings.from() == ForwardingProperties.From.NOW,
                    status,
                    new CursorFile(cursors.resolve(name + ".json")),
                    clock);
            forwarder = new Forwarder(List.of(logForwarding), destination, status, POLL, settings.maxBackoff());
        }

        Duration round() {
            return forwarder.round(() -> false);
        }

        /// Rounds until one finds nothing more or fails.
        Duration run() {
            Duration pause = round();
            while (pause.isZero()) {
                pause = round();
            }
            return pause;
        }

        double meter(String name) {
            var found = metrics.get("chirograph.forwarding." + name)
                    .tag("destination", status.name().substring(12));
            return found.meter().measure().iterator().next().getValue();
        }

        @Override
        public void close() {
            forwarder.close();
        }
    }

    private void publish(int calls) throws Exception {
        for (int i = 0; i < calls; i++) {
            log.ok(SHOP);
        }
        log.publish();
    }

    @Test
    void eachEventArrivesOnceInOrderAsItIsInTheLog() throws Exception {
        publish(4);
        publish(3);
        List<JsonNode> records = Collections.synchronizedList(new ArrayList<>());
        try (RawUpstream receiver = new RawUpstream((connection, wire) -> {
                    for (String body = wire.body(); !body.isEmpty(); body = wire.body()) {
                        records.addAll(records(body));
                        wire.raw(OK);
                    }
                });
                Running process = new Running(receiver, Map.of("batch-events", "3"))) {
            assertThat(process.run()).isEqualTo(POLL);
            publish(1);
            process.run();
            process.run();
            assertThat(records.stream().map(ForwarderTest::position)).containsExactlyElementsOf(upTo(16));
            for (int i = 0; i < records.size(); i++) {
                Event event = log.events.get(i);
                String body = records.get(i).at("/body/stringValue").stringValue();
                assertThat(body.getBytes(UTF_8)).isEqualTo(event.canonical());
                assertThat(records.get(i).toString())
                        .contains("sha256:" + TreeHasher.leaf(event.canonical()).hex());
            }
            assertThat(process.meter("sent")).isEqualTo(16);
            assertThat(process.meter("lag.events")).isZero();
        }
    }

    @Test
    void aRestartGoesOnWhereTheLastOneEnded() throws Exception {
        publish(4);
        try (RawUpstream receiver = receiver(OK)) {
            try (Running process = new Running(receiver, Map.of())) {
                process.run();
            }
            publish(4);
            try (Running process = new Running(receiver, Map.of())) {
                process.run();
                assertThat(process.meter("sent")).isEqualTo(16);
            }
        }
        assertThat(positions()).containsExactlyElementsOf(upTo(16));
    }

    @Test
    void aCrashInTheMiddleRepeatsTheOneBatchThatNobodyConfirmed() throws Exception {
        publish(5);
        try (RawUpstream receiver = receiver(OK)) {
            try (Running process = new Running(receiver, Map.of("batch-events", "4"))) {
                receiver.says((connection, wire) -> {
                    came.add(take(wire));
                    wire.raw(OK);
                    came.add(take(wire)); // taken, and then the line is cut
                });
                assertThat(process.run()).isNotEqualTo(POLL);
            }
            receiver.says((connection, wire) -> serve(wire, OK));
            try (Running process = new Running(receiver, Map.of("batch-events", "4"))) {
                process.run();
            }
        }
        assertThat(came)
                .containsExactly(
                        List.of(0L, 1L, 2L, 3L), List.of(4L, 5L, 6L, 7L), List.of(4L, 5L, 6L, 7L), List.of(8L, 9L));
    }

    @Test
    void oneThatIsAwayLosesNothingAndHoldsUpNobody() throws Exception {
        publish(3);
        try (RawUpstream receiver = receiver(OK);
                RawUpstream gone = new RawUpstream((connection, wire) -> wire.reset());
                Running here = new Running("here", receiver, Map.of());
                Running away = new Running("away", gone, Map.of("max-backoff", "3s"))) {
            assertThat(away.round()).isEqualTo(Duration.ofSeconds(1));
            assertThat(away.round()).isEqualTo(Duration.ofSeconds(2));
            clock.advance(Duration.ofDays(3));
            publish(3);
            assertThat(away.round()).isEqualTo(Duration.ofSeconds(3));
            here.run();
            assertThat(positions()).containsExactlyElementsOf(upTo(12));
            assertThat(here.meter("lag")).isZero();
            assertThat(away.meter("lag")).isEqualTo(3 * 86_400.0);
            assertThat(away.meter("lag.events")).isEqualTo(12);
            assertThat(away.meter("away")).isEqualTo(1);
            assertThat(away.status.details()).containsKeys("awaySince", "awayBecause");
        }
    }

    /// Answers after which nothing may count as sent.
    static Stream<String> answersOfStrangers() {
        return Stream.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n<html>sign in</html> xyz",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
                "HTTP/1.1 200 OK\r\nContent-Length: 48\r\n\r\n{\"partialSuccess\":{\"rejectedLogRecords\":\"none\"}}",
                "HTTP/1.1 200 OK\r\nContent-Length: 44\r\n\r\n{\"partialSuccess\":{\"rejectedLogRecords\":-1}}",
                "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 307 Moved\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 503 Unavailable\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n{" + " ".repeat(200_000),
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "\u0000\u0001\u0002",
                "");
    }

    @ParameterizedTest
    @MethodSource("answersOfStrangers")
    void noAnswerOfAStrangerCountsAsTaken(String answer) throws Exception {
        publish(2);
        try (RawUpstream receiver = new RawUpstream((connection, wire) -> {
                    String unused = wire.body();
                    wire.raw(answer);
                });
                Running process = new Running(receiver, Map.of())) {
            assertThat(process.run()).isEqualTo(Duration.ofSeconds(1));
            assertThat(process.meter("sent")).isZero();
            assertThat(process.meter("failed")).isEqualTo(1);
            assertThat(process.status.details().toString()).doesNotContain("sign in");
            receiver.says((connection, wire) -> serve(wire, OK));
            Duration next = process.run();
            // A connection that the stranger has just closed may be taken once more before that is seen.
            assertThat(next.equals(POLL) ? next : process.run()).isEqualTo(POLL);
            assertThat(positions()).containsExactlyElementsOf(upTo(4));
            assertThat(process.meter("away")).isZero();
        }
    }

    @Test
    void whoNeverAnswersIsNotWaitedForLongerThanSaid() throws Exception {
        publish(1);
        try (RawUpstream receiver = new RawUpstream((connection, wire) -> wire.awaitClose());
                Running process = new Running(receiver, Map.of("timeout", "300ms"))) {
            assertThat(process.run()).isEqualTo(Duration.ofSeconds(1));
            assertThat(String.valueOf(process.status.details().get("awayBecause")))
                    .contains("no whole answer within PT0.3S");
        }
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                Arguments.of("120", Duration.ofSeconds(120)),
                Arguments.of("999999999", Duration.ofHours(1)),
                Arguments.of("0", Duration.ofSeconds(1)),
                Arguments.of("-5", Duration.ofSeconds(1)),
                Arguments.of("Sat, 21 Nov 2026 10:10:00 GMT", Duration.ofMinutes(10)),
                Arguments.of("Sat, 21 Nov 2020 10:10:00 GMT", Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void whoAsksToBeLeftAloneIsForAnHourAtMost(String retryAfter, Duration pause) throws Exception {
        publish(1);
        try (RawUpstream receiver =
                        receiver("HTTP/1.1 503 Busy\r\nRetry-After: " + retryAfter + "\r\nContent-Length: 0\r\n\r\n");
                Running process = new Running(receiver, Map.of())) {
            assertThat(process.run()).isEqualTo(pause);
        }
    }

    @Test
    void theEventThatIsRefusedIsParkedAndTheOthersArrive() throws Exception {
        publish(8);
        List<Long> taken = Collections.synchronizedList(new ArrayList<>());
        try (RawUpstream receiver = new RawUpstream((connection, wire) -> {
                    for (List<Long> batch = take(wire); !batch.isEmpty(); batch = take(wire)) {
                        boolean isBad = batch.contains(6L) || batch.contains(11L);
                        if (!isBad) {
                            taken.addAll(batch);
                        }
                        wire.raw(isBad ? "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n" : OK);
                    }
                });
                Running process = new Running(receiver, Map.of())) {
            assertThat(process.run()).isEqualTo(POLL);
            List<Long> expected = new ArrayList<>(upTo(16));
            expected.removeAll(List.of(6L, 11L));
            assertThat(taken).containsExactlyElementsOf(expected);
            assertThat(process.meter("sent")).isEqualTo(14);
            assertThat(process.meter("parked")).isEqualTo(2);
        }
        ForwardCursor cursor = ForwardCursor.read(Files.readAllBytes(cursors.resolve("a.json")));
        assertThat(cursor.parkedAt().stream().map(note -> note.from() + ": " + note.why()))
                .containsExactly("6: status 400", "11: status 400");
        assertThat(cursor.position()).isEqualTo(16);
    }

    @Test
    void whoRefusesEverythingGetsFewParkedAndIsAwayThen() throws Exception {
        publish(30);
        try (RawUpstream receiver = receiver("HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n");
                Running process = new Running(receiver, Map.of())) {
            assertThat(process.run()).isEqualTo(Duration.ofSeconds(1));
            assertThat(process.run()).isEqualTo(Duration.ofSeconds(2));
            assertThat(process.meter("parked")).isEqualTo(Destination.MOST_IN_A_ROW);
            receiver.says((connection, wire) -> serve(wire, OK));
            came.clear();
            // the connection that is open still says what it said
            process.run();
            assertThat(process.meter("parked")).isEqualTo(Destination.MOST_IN_A_ROW);
        }
    }

    @Test
    void whatAReceiverDropsIsCountedAndNotSentAgain() throws Exception {
        publish(5);
        String partly = "{\"partialSuccess\":{\"rejectedLogRecords\":\"3\",\"errorMessage\":\"CANARY\"}}";
        try (RawUpstream receiver =
                        receiver("HTTP/1.1 200 OK\r\nContent-Length: " + partly.length() + "\r\n\r\n" + partly);
                Running process = new Running(receiver, Map.of())) {
            assertThat(process.run()).isEqualTo(POLL);
            assertThat(positions()).containsExactlyElementsOf(upTo(10));
            assertThat(process.meter("sent")).isEqualTo(7);
            assertThat(process.meter("parked")).isEqualTo(3);
            assertThat(process.status.details().toString())
                    .contains("positions 0 to 9")
                    .doesNotContain("CANARY");
        }
    }

    @Test
    void onlyTheTypesThatAreWantedGoOut() throws Exception {
        log.ok(SHOP);
        log.refused(SHOP);
        log.event("log.heartbeat", "{}");
        log.ok(SHOP);
        log.publish();
        try (RawUpstream receiver = receiver(OK);
                Running process =
                        new Running(receiver, Map.of("types[0]", "ai.call.c*", "types[1]", "log.heartbeat"))) {
            assertThat(process.run()).isEqualTo(POLL);
            assertThat(positions()).containsExactly(1L, 3L, 5L);
            assertThat(process.meter("lag.events")).isZero();
        }
    }

    @Test
    void oneThatBeginsNowGetsWhatComesNow() throws Exception {
        publish(5);
        try (RawUpstream receiver = receiver(OK);
                Running process = new Running(receiver, Map.of("from", "now"))) {
            process.run();
            publish(1);
            process.run();
            assertThat(positions()).containsExactly(10L, 11L);
        }
    }

    @Test
    void bytesBoundABatchAndALargeEventGoesAlone() throws Exception {
        for (int i = 0; i < 3; i++) {
            log.ok(SHOP);
            log.ok(Map.of("metadata.text", "x".repeat(4000)));
        }
        log.publish();
        try (RawUpstream receiver = receiver(OK);
                Running process = new Running(receiver, Map.of("batch-bytes", "4KB"))) {
            process.run();
            assertThat(positions()).containsExactlyElementsOf(upTo(12));
            assertThat(came).hasSizeGreaterThan(6).contains(List.of(2L));
        }
    }

    private Path segment(long first) throws IOException {
        try (Stream<Path> files = Files.walk(archived)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith("%016d-".formatted(first))
                            && file.toString().contains("/events/"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void whatWasAlteredIsNotSentAndIsTold() throws Exception {
        publish(2);
        publish(2);
        TestLog other =
                new TestLog(Archives.directory(archived.resolveSibling("other")), "example.com/chirograph/gw-1");
        try (RawUpstream receiver = receiver(OK);
                Running process = new Running(receiver, Map.of())) {
            for (int i = 0; i < 2; i++) {
                other.ok(SHOP);
            }
            other.publish();
            other.ok(Map.of("tenant", "forged"));
            other.ok(SHOP);
            other.publish();
            Path forged;
            try (Stream<Path> files = Files.walk(archived.resolveSibling("other"))) {
                forged = files.filter(file -> file.getFileName().toString().startsWith("%016d-".formatted(4)))
                        .findFirst()
                        .orElseThrow();
            }
            Path altered = segment(4);
            Files.delete(altered);
            Files.copy(forged, altered);
            process.run();
            assertThat(positions()).containsExactlyElementsOf(upTo(4));
            assertThat(process.status.isRefused()).isTrue();
            assertThat(process.meter("lag.events")).isNaN();
            assertThat(process.status.details().toString()).contains("do not have the root");
        }
    }

    /// The full tile over the first 256 events.
    private void putTile() throws Exception {
        TileId id = TileId.full(0, 0);
        Tile tile = new Tile(
                id,
                log.events.stream()
                        .limit(TileId.WIDTH)
                        .map(event -> TreeHasher.leaf(event.canonical()))
                        .toList());
        archive.put(
                log.layout().tile(id.path()),
                tile.bytes(),
                new Retention(LockMode.NONE, TestLog.START.plusSeconds(86_400)));
    }

    @Test
    void whatLeftTheArchiveBeforeItWasSentIsNotedAndTheRestArrives() throws Exception {
        try (RawUpstream receiver = receiver(OK);
                Running process = new Running(receiver, Map.of())) {
            publish(1); // the receiver has begun
            process.run();
            publish(99);
            publish(28);
            publish(5);
            putTile();
            Files.delete(segment(2));
            Files.delete(segment(200));
            process.run();
            assertThat(process.meter("lost"))
                    .as("one look at a list is not enough")
                    .isZero();
            process.run();
            List<Long> expected = new ArrayList<>(List.of(0L, 1L));
            LongStream.range(256, 266).forEach(expected::add);
            assertThat(positions()).containsExactlyElementsOf(expected);
            assertThat(process.meter("lost")).isEqualTo(254);
            assertThat(process.status.details().toString()).contains("positions 2 to 255: not in the archive");
        }
    }

    @Test
    void aDestinationThatIsNewBeginsAtTheOldestThatIsThere() throws Exception {
        publish(100);
        publish(28);
        publish(5);
        putTile();
        Files.delete(segment(0));
        Files.delete(segment(200));
        try (RawUpstream receiver = receiver(OK);
                Running process = new Running(receiver, Map.of())) {
            process.run();
            assertThat(positions())
                    .containsExactlyElementsOf(
                            LongStream.range(256, 266).boxed().toList());
            assertThat(process.meter("lost")).isZero();
        }
    }

    @Test
    void aSignedEndThatIsMissingIsToldAndTriedAgain() throws Exception {
        publish(2);
        publish(2);
        Path last = segment(4);
        byte[] bytes = Files.readAllBytes(last);
        Files.delete(last);
        try (RawUpstream receiver = receiver(OK);
                Running process = new Running(receiver, Map.of())) {
            process.run();
            process.run();
            clock.advance(Duration.ofMinutes(20));
            process.run();
            assertThat(process.meter("lag")).isEqualTo(1200);
            assertThat(process.status.details().toString()).contains("signed up to 8 and no segment begins at 4");
            Files.write(last, bytes);
            process.run();
            assertThat(positions()).containsExactlyElementsOf(upTo(8));
            assertThat(process.meter("lost")).isZero();
        }
    }

    @Test
    void aCursorThatCannotBeReadStopsItUntilSomebodyLooks() throws Exception {
        publish(2);
        Files.createDirectories(cursors);
        Files.writeString(cursors.resolve("a.json"), "{\"version\":1,\"log\":");
        try (RawUpstream receiver = receiver(OK);
                Running process = new Running(receiver, Map.of())) {
            process.run();
            assertThat(came).isEmpty();
            assertThat(process.status.details().toString()).contains("a.json is no cursor");
            Files.delete(cursors.resolve("a.json"));
            process.run();
            assertThat(positions()).containsExactlyElementsOf(upTo(4));
        }
    }

    @Test
    void aStopIsHeardBetweenTwoBatches() throws Exception {
        publish(5);
        try (RawUpstream receiver = receiver(OK);
                Running process = new Running(receiver, Map.of("batch-events", "2"))) {
            process.forwarder.round(() -> came.size() >= 2);
            assertThat(positions()).containsExactlyElementsOf(upTo(4));
            process.run();
            assertThat(positions()).containsExactlyElementsOf(upTo(10));
        }
    }

    @Test
    void whatIsNoEventIsParkedInItsPlace() throws Exception {
        log.ok(SHOP);
        log.garbage("{\"id\":7}");
        log.ok(SHOP);
        log.publish();
        try (RawUpstream receiver = receiver(OK);
                Running process = new Running(receiver, Map.of())) {
            process.run();
            assertThat(positions()).containsExactly(0L, 1L, 3L, 4L);
            assertThat(process.meter("parked")).isEqualTo(1);
        }
    }
}
