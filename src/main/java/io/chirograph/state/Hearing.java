package io.chirograph.state;

import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Hears, of a shared database, that state has changed, and has it read again.
///
/// - A notification wakes it, and each second it reads the revision: a notification that is lost costs a second.
/// - It has heard when the server that answered takes writes and all that was changed has been read again.
/// - Where state is in files it does nothing, and is never deaf.
///
/// Safe for many threads.
public final class Hearing extends LifecyclePart implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);
    /// What whoever calls is told meanwhile.
    public static final String REFUSAL =
            "What other gateways have stopped or withdrawn is not known now, so the call is not let through.";

    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private final @Nullable StateDatabase database;
    private final long deafAfter;
    private final List<Reload> reloads = new CopyOnWriteArrayList<>();
    private volatile long heard = System.nanoTime();

    /// The revision of which all has been read; negative for none.
    private long known = -1;

    private boolean isSilent;

    /// Reads again what is kept in memory.
    @FunctionalInterface
    public interface Reload {
        void run() throws IOException;
    }

    Hearing(State state, Duration deafAfter) {
        super(Phase.RECURRING);
        this.database = state.database();
        this.deafAfter = deafAfter.toNanos();
    }

    /// Of state in files.
    public static Hearing none() {
        return new Hearing(State.files(Path.of("")), Duration.ZERO);
    }

    /// Has this done whenever shared state has changed, and before calls are taken again after a silence; on the thread
    /// that hears, which it must not keep waiting for anything but the database.
    public void onChange(Reload reload) {
        reloads.add(reload);
    }

    /// Whether what is kept in memory may be older than calls may go by.
    public boolean isDeaf() {
        return database != null && System.nanoTime() - heard > deafAfter;
    }

    /// How long nothing was heard.
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    @Override
    protected @Nullable Runnable begin() {
        StateDatabase shared = database;
        if (shared == null) {
            return null;
        }
        Worker worker = Worker.start("state-hearing", Worker.Serves.CALLS, stop -> hear(shared, stop));
        return () -> {
            boolean unused = worker.stop(STOP_WITHIN);
        };
    }

    private void hear(StateDatabase shared, Worker.Stop stop) throws InterruptedException {
        while (!stop.isAsked()) {
            try (Connection connection = shared.ownConnection();
                    Statement statement = connection.createStatement()) {
                known = -1;
                boolean unused = statement.execute("LISTEN " + shared.schema());
                PGConnection notified = connection.unwrap(PGConnection.class);
                while (!stop.isAsked()) {
                    poll(statement);
                    Object[] unusedNews = notified.getNotifications((int) EVERY.toMillis());
                }
            } catch (SQLException | IOException | RuntimeException e) {
                silent(e);
                boolean unused = stop.within(EVERY);
            }
        }
    }

    private void poll(Statement statement) throws SQLException, IOException {
        long at = System.nanoTime();
        long revision;
        try (ResultSet row = statement.executeQuery("SELECT number, pg_is_in_recovery() FROM revision")) {
            if (!row.next() || row.getBoolean(2)) {
                throw new SQLException("the server takes no writes");
            }
            revision = row.getLong(1);
        }
        if (revision != known) {
            for (Reload reload : reloads) {
                reload.run();
            }
            known = revision;
        }
        heard = at;
        if (isSilent) {
            isSilent = false;
            LOG.info("The shared state is heard again");
        }
    }

    private void silent(Exception e) {
        if (!isSilent) {
            isSilent = true;
            LOG.warn("Nothing is heard of the shared state, and calls are refused soon: {}", e.getMessage());
        }
    }
}
