package io.chirograph.recording;

import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.lifecycle.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Starts and stops the log with the program, in phase [Phase#RECORDING], and does what recurs: heartbeats,
/// summaries, and accounting for a lapse as soon as the journal takes records again.
///
/// A journal that is full at the start does not keep the program from starting: calls are refused until the
/// log's first events are durable. A stop that cannot record what is still counted leaves no `log.stopped`, so
/// the next start says that the count is unknown.
final class Recording implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Recording.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration SUMMARIES = Duration.ofSeconds(60);

    private final Clock clock;
    private final LogLifecycle life;
    private final LogWriter writer;
    private final Lapses lapses;
    private final UnauthenticatedRefusals refusals;
    private final Schedule schedule;
    private final Duration heartbeat;
    private volatile @Nullable Instant lastBeat;
    private volatile boolean running;
    private volatile boolean warned;

    Recording(
            Clock clock,
            LogLifecycle life,
            LogWriter writer,
            Lapses lapses,
            UnauthenticatedRefusals refusals,
            Schedule schedule,
            Duration heartbeat) {
        this.clock = clock;
        this.life = life;
        this.writer = writer;
        this.lapses = lapses;
        this.refusals = refusals;
        this.schedule = schedule;
        this.heartbeat = heartbeat;
    }

    @Override
    public void start() {
        life.prepare();
        running = true;
        tend();
        schedule.every(RETRY, this::tend);
        schedule.every(heartbeat, this::beat);
        schedule.every(SUMMARIES, refusals::summarise);
    }

    /// Opens the log when it is not open yet, and accounts for refusals and ends of calls that could not be recorded.
    void tend() {
        try {
            if (lastBeat == null) {
                life.begin();
                writer.open();
                lastBeat = clock.instant();
            }
            lapses.settle();
            life.endAbandoned();
            warned = false;
        } catch (RecordingUnavailable e) {
            warnOnce(e);
        }
    }

    private void warnOnce(RecordingUnavailable e) {
        if (!warned) {
            log.warn("nothing can be recorded, so every call is refused: {}", e.getMessage());
        }
        warned = true;
    }

    void beat() {
        if (lastBeat == null) {
            return;
        }
        try {
            life.beat();
            lastBeat = clock.instant();
        } catch (RecordingUnavailable e) {
            log.warn("a heartbeat could not be recorded: {}", e.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
        try {
            boolean quiet = stopped(schedule);
            boolean ended = refusals.stop(PATIENCE) && quiet;
            tend();
            refusals.summarise();
            boolean closed = writer.close(PATIENCE);
            if (ended && closed && lastBeat != null && lapses.pending() + refusals.pending() == 0) {
                life.end("shutdown");
            } else {
                log.warn("the log stops without log.stopped: what is left could not be recorded");
            }
        } catch (RecordingUnavailable e) {
            log.warn("the log stops without log.stopped: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.warn("the log stops without log.stopped: interrupted");
        }
    }

    private static boolean stopped(Schedule schedule) throws InterruptedException {
        schedule.stop();
        return schedule.join(PATIENCE);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Phase.RECORDING.value();
    }

    /// Whether the log's first events are durable and calls can be recorded.
    boolean isOpen() {
        return running && lastBeat != null;
    }

    /// Time since the log last said that it is alive.
    Duration heartbeatAge() {
        Instant beat = lastBeat;
        return beat == null ? Duration.ZERO : Duration.between(beat, clock.instant());
    }

    long unaccounted() {
        return lapses.pending() + refusals.pending();
    }

    Duration heartbeat() {
        return heartbeat;
    }
}
