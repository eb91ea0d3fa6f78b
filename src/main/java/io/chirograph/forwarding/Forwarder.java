package io.chirograph.forwarding;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.support.concurrent.Worker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Brings all logs to one destination, in rounds. One thread; no failure ends it.
final class Forwarder implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 12;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// So many times the processor time of a round it rests at least: the calls come first.
    private static final int REST = 3;
    private final List<LogForwarding> logs;
    private final Destination destination;
    private final DestinationStatus status;
    private final Duration poll;
    private final Duration maxBackoff;
    private int away;

    /// @param poll pause after a round that found nothing more
    /// @param maxBackoff the longest pause while the destination is away, but where it asks for a
    ///     longer one
    Forwarder(
            List<LogForwarding> logs,
            Destination destination,
            DestinationStatus status,
            Duration poll,
            Duration maxBackoff) {
        this.logs = List.copyOf(logs);
        this.destination = destination;
        this.status = status;
        this.poll = poll;
        this.maxBackoff = maxBackoff;
    }

    void run(Worker.Stop stop) throws InterruptedException {
        Duration pause = Duration.ZERO;
        while (!stop.within(pause)) {
            long before = THREADS.getCurrentThreadCpuTime();
            Duration asked = round(stop::isAsked);
            Duration rest = Duration.ofNanos((THREADS.getCurrentThreadCpuTime() - before) * REST);
            pause = rest.compareTo(asked) > 0 ? rest : asked;
        }
    }

    /// Takes every log further.
    /// @return how long to wait before the next round
    Duration round(BooleanSupplier stopping) {
        List<LogForwarding> reached =
                logs.stream().filter(log -> works(log, log::look)).toList();
        boolean whole = reached.size() == logs.size();
        boolean more = false;
        try {
            for (LogForwarding log : reached) {
                boolean[] further = new boolean[1];
                boolean works = works(log, () -> further[0] = log.step(stopping));
                if (works) {
                    status.follows(log.id());
                }
                whole &= works;
                more |= further[0];
            }
        } catch (DestinationAwayException e) {
            status.away(String.valueOf(e.getMessage()));
            return pause(e.retryAfter());
        }
        away = 0;
        if (whole && !more && !stopping.getAsBoolean()) {
            status.caughtUp();
        }
        return more ? Duration.ZERO : poll;
    }

    @FunctionalInterface
    private interface Part {
        void run() throws ArchiveUnavailableException, DamagedObjectException, LogRefusedException, IOException;
    }

    private boolean works(LogForwarding log, Part part) {
        try {
            part.run();
            return true;
        } catch (LogRefusedException e) {
            status.fails(log.id(), String.valueOf(e.getMessage()), true);
        } catch (ArchiveUnavailableException | DamagedObjectException | IOException e) {
            status.fails(log.id(), String.valueOf(e.getMessage()), false);
        }
        return false;
    }

    private Duration pause(Duration asked) {
        Duration usual = FIRST_PAUSE.multipliedBy(1L << Math.min(away++, MOST_DOUBLINGS));
        Duration pause = usual.compareTo(maxBackoff) > 0 ? maxBackoff : usual;
        return asked.compareTo(pause) > 0 ? asked : pause;
    }

    @Override
    public void close() {
        destination.close();
    }
}
