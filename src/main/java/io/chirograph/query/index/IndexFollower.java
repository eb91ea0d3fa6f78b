package io.chirograph.query.index;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Keeps the index close behind what was published, by rounds over all logs on a thread of its own. No failure ends it.
public final class IndexFollower extends LifecyclePart implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(IndexFollower.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
    private static final double BUSY = 0.7;
    private static final double WHEN_BUSY = 0.2;
    private final List<LogIndexer> logs;
    private final IndexStore index;
    private final IndexSweep sweep;
    private final FollowStatus status;
    private final Duration poll;
    private final double share;
    private final DoubleSupplier load;
    private boolean rebuilding;

    /// @param load how busy the processors were since the last question, from 0 to 1
    public IndexFollower(
            List<LogIndexer> logs,
            IndexStore index,
            FollowStatus status,
            Duration poll,
            double share,
            DoubleSupplier load) {
        super(Phase.LAST);
        this.logs = List.copyOf(logs);
        this.index = index;
        this.sweep = new IndexSweep(
                index, new FollowedLogs(this.logs.stream().map(LogIndexer::log).toList()));
        this.status = status;
        this.poll = poll;
        this.share = share;
        this.load = load;
    }

    /// Takes every log one step further.
    /// @return whether there is more to do at once
    boolean round() {
        if (index.damage() != null && !rebuilding && !reset()) {
            return false;
        }
        boolean more = false;
        boolean whole = true;
        boolean failed = false;
        for (LogIndexer log : logs) {
            String id = log.log().id();
            try {
                LogIndexer.Step step = log.step();
                status.stepped(id, step);
                more |= step.indexed() < step.published();
            } catch (LogRefusedException e) {
                whole = false;
                if (!status.refusals().containsKey(id)) {
                    LOG.error("The index does not follow any further: {}", e.getMessage());
                }
                status.refused(id, String.valueOf(e.getMessage()));
            } catch (ArchiveUnavailableException | SQLException | RuntimeException e) {
                whole = false;
                failed = true;
                if (e instanceof SQLException failure && index.isDamage(failure)) {
                    index.damaged(String.valueOf(e.getMessage()));
                    rebuilding = false;
                }
                String why = id + ": " + e;
                if (!why.equals(status.lastFailure())) {
                    LOG.warn("Indexing failed and is tried again; {}", why);
                }
                status.failed(id, why);
            }
        }
        if (!more && !failed) {
            failed = !repaired();
        }
        if (whole && !more && !failed) {
            sweep.step();
            status.caughtUp();
        }
        return more;
    }

    /// Begins again with nothing: what was indexed is not what the file holds.
    private boolean reset() {
        try {
            index.reset();
            status.rebuilds();
            rebuilding = true;
            return true;
        } catch (IOException | SQLException e) {
            LOG.error("The damaged index cannot be thrown away: {}", e.toString());
            return false;
        }
    }

    private boolean repaired() {
        try {
            index.repaired();
            rebuilding = false;
            return true;
        } catch (SQLException e) {
            LOG.warn("The index that was built again cannot take the place of the old one yet: {}", e.toString());
            return false;
        }
    }

    private void run(Worker.Stop stop) throws InterruptedException {
        while (!stop.isAsked()) {
            double pausing = load.getAsDouble();
            long before = System.nanoTime();
            boolean more = round();
            long worked = System.nanoTime() - before;
            double busiest = Math.max(pausing, load.getAsDouble());
            boolean unused = stop.within(more ? Duration.ofNanos((long) (worked * (1 / share(busiest) - 1))) : poll);
        }
    }

    /// The calls come first: while they keep the processors busy, the index takes less.
    private double share(double busy) {
        return busy > BUSY ? share * WHEN_BUSY : share;
    }

    @Override
    protected Runnable begin() {
        Worker following = Worker.start("index-follower", Worker.Serves.REST, this::run);
        return () -> following.stop(STOP_WITHIN);
    }
}
