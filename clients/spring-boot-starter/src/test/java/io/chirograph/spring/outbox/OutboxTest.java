package io.chirograph.spring.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.spring.FakeGateway;
import io.chirograph.spring.FakeGateway.Fault;
import io.chirograph.spring.Ports;
import io.chirograph.spring.SettableClock;
import io.chirograph.spring.events.AuditEvent;
import io.chirograph.spring.gateway.GatewayClient;
import io.chirograph.spring.outbox.OutboxEntry.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// What is committed is in the log once, whatever goes wrong in between.
class OutboxTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final FakeGateway gateway;
    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<OutboxRelay> relays = new ArrayList<>();

    OutboxTest() throws IOException {
        gateway = new FakeGateway(Ports.free());
    }

    @AfterEach
    void end() {
        relays.forEach(OutboxRelay::stop);
        gateway.close();
        assertThat(gateway.violations()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCommittedIsRecordedInOrderAndWhatIsRolledBackIsNot(Databases database) {
        Node node = new Node(database.create());
        node.start();
        List<UUID> rows = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String id = "d-" + i;
            boolean isRolledBack = i % 3 == 0;
            node.transaction.executeWithoutResult(status -> {
                rows.addAll(node.outbox.write(List.of(decision(id))));
                if (isRolledBack) {
                    status.setRollbackOnly();
                }
            });
        }
        awaitSaid(IntStream.range(0, 30)
                .filter(i -> i % 3 != 0)
                .mapToObj(i -> "d-" + i)
                .toList());
        assertThat(node.outbox.find(rows.get(0))).isEmpty();
        awaitState(node, rows.get(29), State.RECORDED);
        OutboxEntry entry = node.outbox.find(rows.get(29)).orElseThrow();
        assertThat(entry.receipt()).isEqualTo("receipt-of-" + entry.eventId());
        assertThat(gateway.taken(String.valueOf(entry.batchId())).ids()).contains(String.valueOf(entry.eventId()));
    }

    @ParameterizedTest
    @EnumSource
    void repetitionsHaveTheSameKeyAndBytes(Databases database) {
        Node node = new Node(database.create());
        List<UUID> rows = node.outbox.write(
                IntStream.range(0, 7).mapToObj(i -> decision("ü-" + i)).toList());
        gateway.failing(
                Fault.UNAVAILABLE, Fault.ANSWER_LOST, Fault.BAD_GATEWAY, Fault.UNAUTHORIZED, Fault.NOT_A_GATEWAY);
        node.start();
        awaitState(node, rows.get(6), State.RECORDED);
        assertThat(gateway.said("decisionId")).hasSize(7).doesNotHaveDuplicates();
        // of the second answer, which has no receipts
        assertThat(node.outbox.find(rows.get(0)).orElseThrow().receipt()).isNull();
        assertThat(gateway.sent()).hasSize(6);
        assertThat(gateway.sent())
                .extracting(sent -> sent.replaceAll(" .*", ""))
                .containsOnly(String.valueOf(
                        node.outbox.find(rows.get(0)).orElseThrow().batchId()));
        // the fourth was refused, so that what came next is no further sending that may be recorded
        assertThat(gateway.sent())
                .extracting(sent -> sent.replaceAll(".*outboxSending\":(\\d+).*", "$1"))
                .containsExactly("1", "2", "3", "4", "4", "5");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRefusedIsParkedAloneAndTheOthersGoOn(Databases database) {
        Node node = new Node(database.create());
        List<AuditEvent> events = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            events.add(
                    i == 7 || i == 19
                            ? AuditEvent.of("a.b")
                                    .with("decisionId", "p-" + i)
                                    .with("poison", true)
                                    .build()
                            : decision("d-" + i));
        }
        List<UUID> rows = node.outbox.write(events);
        node.start();
        awaitState(node, rows.get(19), State.PARKED);
        assertThat(gateway.said("decisionId"))
                .isEqualTo(IntStream.range(0, 19)
                        .filter(i -> i != 7)
                        .mapToObj(i -> "d-" + i)
                        .toList());
        assertThat(node.outbox.parked()).extracting(OutboxEntry::id).containsExactly(rows.get(7), rows.get(19));
        assertThat(node.outbox.parked().get(0).problem()).startsWith("400 event-invalid");
        assertThat(registry.get("chirograph.outbox.refused").counter().count()).isEqualTo(2);
        assertThat(node.health().getCode()).isEqualTo("DOWN");

        assertThat(node.outbox.release(rows.get(8))).isFalse();
        node.jdbc.update(
                "UPDATE chirograph_outbox SET body = ? WHERE id = ?",
                decision("mended").toJson(),
                rows.get(7).toString());
        assertThat(node.outbox.release(rows.get(7))).isTrue();
        awaitState(node, rows.get(7), State.RECORDED);
        assertThat(gateway.said("decisionId")).endsWith("mended");
    }

    @ParameterizedTest
    @EnumSource
    void severalNodesRecordEverythingOnce(Databases database) throws Exception {
        DataSource dataSource = database.create();
        List<Node> nodes = List.of(new Node(dataSource), new Node(dataSource), new Node(dataSource));
        nodes.forEach(Node::start);
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            Node node = nodes.get(n);
            String prefix = n + "-";
            writers.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 100; i++) {
                    node.outbox.write(List.of(decision(prefix + i), decision(prefix + i + "b")));
                }
            }));
        }
        for (CompletableFuture<Void> writer : writers) {
            writer.get();
        }
        Awaitility.await().atMost(PATIENCE).until(() -> gateway.events().size() >= 600);
        assertThat(gateway.said("decisionId")).hasSize(600).doesNotHaveDuplicates();
        assertThat(gateway.said("decisionId").stream().filter(id -> id.startsWith("1-")))
                .containsExactlyElementsOf(IntStream.range(0, 100)
                        .boxed()
                        .flatMap(i -> Stream.of("1-" + i, "1-" + i + "b"))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void whatADeadNodeWasSendingGoesOnUnderItsKeyWhenTheLeaseIsOver(Databases database) {
        DataSource dataSource = database.create();
        Node dead = new Node(dataSource);
        List<UUID> rows = dead.outbox.write(List.of(decision("d-0"), decision("d-1")));
        OutboxStore store = new OutboxStore(JdbcClient.create(dataSource));
        assertThat(store.lease("dead", clock.millis(), clock.millis() + 30_000)).isTrue();
        assertThat(store.claim("batch-of-the-dead", 10, 100_000)).isTrue();
        store.sending("batch-of-the-dead", clock.millis());

        Node other = new Node(dataSource);
        other.start();
        Awaitility.await().atMost(PATIENCE).until(() -> other.outbox.status().waiting() == 2);
        assertThat(gateway.sent()).isEmpty();
        clock.forward(Duration.ofSeconds(31));
        awaitState(other, rows.get(1), State.RECORDED);
        assertThat(gateway.sent())
                .singleElement()
                .asString()
                .startsWith("batch-of-the-dead")
                .contains("\"outboxSending\":2");
    }

    @ParameterizedTest
    @EnumSource
    void afterADayWhatMayStandTwiceIsMarked(Databases database) {
        DataSource dataSource = database.create();
        Node node = new Node(dataSource);
        List<UUID> rows = node.outbox.write(List.of(decision("d-0")));
        gateway.failing(Fault.ANSWER_LOST);
        OutboxStore store = new OutboxStore(JdbcClient.create(dataSource));
        store.claim("late", 10, 100_000);
        store.sending("late", clock.millis());
        clock.forward(Duration.ofHours(24));
        gateway.forgetKeys();
        node.start();
        awaitState(node, rows.get(0), State.RECORDED);
        assertThat(gateway.said("decisionId")).containsExactly("d-0", "d-0");
        assertThat(registry.get("chirograph.outbox.repeated.late").counter().count())
                .isGreaterThanOrEqualTo(1);
        assertThat(gateway.sent()).allMatch(sent -> sent.contains("\"outbox\":\"late\""));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsFullTakesNothingAndTheTransactionIsRolledBack(Databases database) {
        Node node = new Node(database.create(), Map.of("max-waiting", "5"));
        node.outbox.write(
                IntStream.range(0, 5).mapToObj(i -> decision("d-" + i)).toList());
        assertThatExceptionOfType(OutboxFullException.class)
                .isThrownBy(() -> node.transaction.executeWithoutResult(status -> {
                    try {
                        node.outbox.write(List.of(decision("one-too-many")));
                    } catch (OutboxFullException e) {
                        assertThat(status.isRollbackOnly()).isTrue();
                        throw e;
                    }
                }))
                .withMessage("The outbox holds 5 events that are not recorded; chirograph.outbox.max-waiting is 5");
        assertThat(node.health().getCode()).isEqualTo("DOWN");
        assertThat(node.jdbc.queryForObject("SELECT COUNT(*) FROM chirograph_outbox", Long.class))
                .isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource
    void recordedRowsGoInTheirTime(Databases database) {
        Node node = new Node(database.create(), Map.of("keep", "1h", "keep-most", "4"));
        List<UUID> rows = node.outbox.write(
                IntStream.range(0, 10).mapToObj(i -> decision("d-" + i)).toList());
        node.start();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        node.outbox.find(rows.get(9)).map(OutboxEntry::state).equals(Optional.of(State.RECORDED)));
        Awaitility.await().atMost(PATIENCE).until(() -> {
            clock.forward(Duration.ofSeconds(11));
            return node.outbox.find(rows.get(5)).isEmpty();
        });
        assertThat(node.outbox.find(rows.get(6))).isPresent();
        clock.forward(Duration.ofHours(2));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> node.outbox.find(rows.get(9)).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void aRequestHoldsOneMetadataAndSoManyBytes(Databases database) {
        Node node = new Node(database.create(), Map.of("batch", "3", "batch-size", "2000B"));
        String text = "x".repeat(1200);
        node.outbox.write(List.of(
                decision("a"),
                decision("b"),
                decision("c"),
                decision("d"),
                AuditEvent.decisionRecorded("e", "x")
                        .metadata("case", "2026-17")
                        .build(),
                AuditEvent.decisionRecorded("f", "x").reasoning(text).build(),
                AuditEvent.decisionRecorded("g", "x").reasoning(text).build(),
                AuditEvent.decisionRecorded("h", "x").reasoning(text + text).build()));
        node.start();
        awaitSaid(List.of("a", "b", "c", "d", "e", "f", "g", "h"));
        assertThat(gateway.sent()).hasSize(6);
        assertThat(gateway.sent().get(2)).contains("\"case\":\"2026-17\"");
    }

    @ParameterizedTest
    @EnumSource
    void aGatewayThatIsAwayIsNoFaultForAWhile(Databases database) {
        Node node = new Node(database.create());
        gateway.close();
        List<UUID> rows = node.outbox.write(List.of(decision("d-0")));
        node.start();
        Awaitility.await().atMost(PATIENCE).until(() -> node.relay.trouble() != null);
        assertThat(node.health().getCode()).isEqualTo("UP");
        clock.forward(Duration.ofMinutes(15));
        assertThat(node.health().getCode()).isEqualTo("DOWN");
        try (FakeGateway again = new FakeGateway(gateway.url().getPort())) {
            awaitState(node, rows.get(0), State.RECORDED);
            // nobody listened, so nothing was sent before
            assertThat(again.sent()).singleElement().asString().contains("\"outboxSending\":1");
            assertThat(node.relay.trouble()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void writingOutsideOfItsDatabasesTransactionIsRefused(Databases database) {
        Node node = new Node(database.create());
        TransactionTemplate another = new TransactionTemplate(new JdbcTransactionManager(Databases.H2.create()));
        assertThatThrownBy(() -> another.executeWithoutResult(status -> node.outbox.write(List.of(decision("d")))))
                .hasMessageContaining("not on the outbox's database");
    }

    private static AuditEvent decision(String id) {
        return AuditEvent.decisionRecorded(id, "approved")
                .reasoning("because €")
                .build();
    }

    private void awaitSaid(List<String> ids) {
        Awaitility.await().atMost(PATIENCE).until(() -> gateway.events().size() >= ids.size());
        assertThat(gateway.said("decisionId")).isEqualTo(ids);
    }

    private static void awaitState(Node node, UUID row, State state) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> node.outbox.find(row).orElseThrow().state() == state);
    }

    /// An application's node.
    private final class Node {
        final JdbcTemplate jdbc;
        final TransactionTemplate transaction;
        final Outbox outbox;
        final OutboxRelay relay;
        final OutboxProperties properties;

        Node(DataSource dataSource) {
            this(dataSource, Map.of());
        }

        Node(DataSource dataSource, Map<String, String> settings) {
            Map<String, String> all =
                    new HashMap<>(Map.of("x.poll", "20ms", "x.backoff", "10ms", "x.max-backoff", "50ms"));
            settings.forEach((name, value) -> all.put("x." + name, value));
            properties = new Binder(new MapConfigurationPropertySource(all))
                    .bind("x", OutboxProperties.class)
                    .get();
            jdbc = new JdbcTemplate(dataSource);
            var manager = new JdbcTransactionManager(dataSource);
            transaction = new TransactionTemplate(manager);
            outbox = Outbox.of(new OutboxTransactions(dataSource, manager), properties, clock);
            URI url = gateway.url();
            relay = outbox.relay(new GatewayClient(url, FakeGateway.KEY, PATIENCE, PATIENCE, null), registry);
            relays.add(relay);
        }

        void start() {
            relay.start();
        }

        Status health() {
            return Objects.requireNonNull(new OutboxHealthIndicator(outbox, relay, properties, clock).health())
                    .getStatus();
        }
    }
}
