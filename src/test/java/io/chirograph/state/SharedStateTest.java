package io.chirograph.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.query.index.postgres.PostgresServer;
import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What two processes make of one database, and what becomes of them while it is away.
class SharedStateTest {
    private static final Path NOWHERE = Path.of("nowhere");

    private String url;
    private State here;
    private State there;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Tables one;

    @SuppressWarnings("NullAway.Init") // the same
    private Tables other;

    @BeforeEach
    void open() {
        PostgresServer.require();
        url = TestState.database();
        here = TestState.another(NOWHERE, url);
        there = TestState.another(NOWHERE, url);
        one = Objects.requireNonNull(here.shared("a store"));
        other = Objects.requireNonNull(there.shared("a store"));
    }

    @AfterEach
    void close() {
        if (here != null) {
            here.close();
            there.close();
        }
    }

    private static void see(Tables in, String id) throws IOException {
        in.update("INSERT INTO seen (id) VALUES (?)", id);
    }

    private static List<String> seen(Tables in) throws IOException {
        return in.query("SELECT id FROM seen ORDER BY id", row -> row.getString(1));
    }

    /// Ends every connection to the database, as a server does that restarts.
    private void endConnections() {
        String name = url.substring(url.lastIndexOf('/') + 1);
        try (Connection connection = PostgresServer.shared().connection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        } catch (SQLException | IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isWaitedFor() throws SQLException, IOException, InterruptedException {
        try (Connection connection = PostgresServer.shared().connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
                                + " (SELECT oid FROM pg_database WHERE datname = '"
                                + url.substring(url.lastIndexOf('/') + 1) + "')")) {
            return row.next() && row.getInt(1) > 0;
        }
    }

    @Test
    void whatOneDoesAloneNobodyElseIsInTheMiddleOf() throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> second = one.alone(() -> {
                see(one, "begun");
                assertThat(seen(other)).as("each step is durable").containsExactly("begun");
                Future<Boolean> waiting = threads.submit(() -> other.alone(isDone::get));
                Awaitility.await().until(this::isWaitedFor);
                one.write(() -> see(one, "ended"));
                isDone.set(true);
                return waiting;
            });
            assertThat(second.get()).isTrue();
        }
        assertThat(seen(other)).containsExactly("begun", "ended");
    }

    @Test
    void whoLosesTheConnectionCanEndNothingAndAnotherFindsIt() throws Exception {
        assertThatThrownBy(() -> one.alone(() -> {
                    see(one, "begun");
                    endConnections();
                    assertThat(other.alone(() -> seen(other))).containsExactly("begun");
                    see(one, "ended");
                    return true;
                }))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot use the shared state");
        assertThat(one.alone(() -> seen(one))).containsExactly("begun");
    }

    @Test
    void aTransactionWhoseConnectionIsCutIsNotMade() throws Exception {
        assertThatThrownBy(() -> one.write(() -> {
                    see(one, "a");
                    endConnections();
                }))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> one.write(() -> {
                    see(one, "b");
                    throw new IOException("a fault");
                }))
                .hasMessage("a fault");
        assertThat(seen(other)).isEmpty();
        one.write(() -> see(one, "c"));
        assertThat(seen(other)).containsExactly("c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nul\0inside", "half \uD800", "\uDC00 half"})
    void whatATextCannotHoldIsRefusedAndNeverFound(String text) throws Exception {
        assertThatThrownBy(() -> see(one, text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("U+0000 or half of a surrogate pair");
        assertThat(one.query("SELECT 1 FROM seen WHERE id = ?", row -> true, text))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'; DROP TABLE seen; --", "\uFFFD", "😀", "a\tb\nc\\", "ÅÅ"})
    void anyOtherTextIsHeldAsItIs(String text) throws Exception {
        see(one, text);
        assertThat(seen(other)).containsExactly(text);
    }

    private Hearing listening(State state, Duration deafAfter, Hearing.Reload reload) {
        Hearing hearing = new Hearing(state, deafAfter);
        hearing.onChange(reload);
        hearing.start();
        return hearing;
    }

    @Test
    void aChangeIsHeardAndOneWithoutANotificationToo() throws Exception {
        AtomicInteger times = new AtomicInteger();
        Hearing hearing = listening(there, Duration.ofMinutes(1), times::incrementAndGet);
        try {
            Awaitility.await().until(() -> times.get() == 1);
            one.write(() -> one.changed());
            Awaitility.await().until(() -> times.get() == 2);
            one.update("UPDATE revision SET number = number + 1");
            Awaitility.await().until(() -> times.get() == 3);
            assertThatThrownBy(() -> one.write(() -> {
                        one.changed();
                        throw new IOException("undone");
                    }))
                    .hasMessage("undone");
            endConnections();
            Awaitility.await().until(() -> times.get() == 4);
        } finally {
            hearing.stop();
        }
    }

    @Test
    void whoHearsNothingIsDeafUntilAllIsReadAgain() throws Exception {
        AtomicInteger times = new AtomicInteger();
        try (Relay relay = new Relay(URI.create(url.substring("jdbc:".length())).getPort());
                State far = TestState.another(NOWHERE, url.replaceFirst(":[0-9]+/", ":" + relay.port() + "/"))) {
            Hearing hearing = listening(far, Duration.ofSeconds(2), times::incrementAndGet);
            try {
                Awaitility.await().until(() -> times.get() == 1);
                assertThat(hearing.isDeaf()).isFalse();
                relay.hold();
                Awaitility.await().until(hearing::isDeaf);
                relay.cut();
                relay.goOn();
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !hearing.isDeaf());
                assertThat(times.get()).isGreaterThan(1);
            } finally {
                hearing.stop();
            }
        }
    }

    @Test
    void whoCannotReadAgainIsDeaf() {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        Hearing hearing = listening(here, Duration.ofSeconds(2), () -> {
            if (isBroken.get()) {
                throw new IOException("a key cannot be read");
            }
        });
        try {
            Awaitility.await().until(hearing::isDeaf);
            isBroken.set(false);
            Awaitility.await().until(() -> !hearing.isDeaf());
        } finally {
            hearing.stop();
        }
    }

    @Test
    void stateInFilesIsNeverDeaf() {
        assertThat(Hearing.none().isDeaf()).isFalse();
    }

    @Test
    void aServerThatWillNotDoIsNamed() throws Exception {
        try (Connection connection = PostgresServer.shared().connection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE may_nothing LOGIN");
        }
        String empty = Objects.requireNonNull(
                PostgresServer.shared().empty(Path.of("no tables yet")).url());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> State.open(NOWHERE, TestState.properties(empty, "may_nothing", Duration.ofSeconds(10))))
                .withMessageStartingWith("the database of chirograph.state.url refuses")
                .withMessageContaining("permission denied");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> State.open(NOWHERE, TestState.properties(url, "nobody", Duration.ofSeconds(10))))
                .withMessageContaining("role \"nobody\" does not exist");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestState.another(NOWHERE, url + "x"))
                .withMessageContaining("does not exist");
        assertThatIllegalStateException()
                .isThrownBy(() -> TestState.another(NOWHERE, "jdbc:postgresql://127.0.0.1:1/x"))
                .withMessageStartingWith("the database of chirograph.state.url cannot be used");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestState.another(NOWHERE, url + "?password=x"))
                .withMessageContaining("chirograph.state.url must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestState.properties(url, "postgres", Duration.ofSeconds(1)))
                .withMessageContaining("chirograph.state.deaf-after must be at least PT2S, was PT1S");
    }

    @Test
    void processesThatStartAtOnceMakeTheTablesOnce() throws Exception {
        String empty = Objects.requireNonNull(
                PostgresServer.shared().empty(Path.of("tables made at once")).url());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<State>> starts = threads.invokeAll(
                    List.of(() -> TestState.another(NOWHERE, empty), () -> TestState.another(NOWHERE, empty)));
            for (Future<State> each : starts) {
                try (State state = each.get()) {
                    assertThat(state.isShared()).isTrue();
                }
            }
        }
    }
}
