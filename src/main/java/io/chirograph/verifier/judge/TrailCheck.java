package io.chirograph.verifier.judge;

import io.chirograph.verifier.assurance.Interruption;
import io.chirograph.verifier.assurance.Interruptions;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.EventFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Notes calls without outcome, stops and silence in a log's events.
/// All of it is for an auditor to ask about; none of it says that the archive does not hold.
final class TrailCheck {
    /// Calls that are open at one time; beyond, further open calls are counted and not told one by one.
    private static final int MAX_OPEN = 200_000;

    private static final class Open {
        private final long position;
        private final String object;
        private final @Nullable String batch;
        private long attempt = 1;

        Open(long position, String object, @Nullable String batch) {
            this.batch = batch;
            this.position = position;
            this.object = object;
        }
    }

    /// What the log was doing after the last event.
    private enum State {
        UNKNOWN,
        RUNNING,
        STOPPED,
        RECOVERING
    }

    private final Findings findings;
    private final Map<String, Open> open = new LinkedHashMap<>();
    private long untold;
    private @Nullable Instant last;
    private @Nullable Instant latest;
    private @Nullable Duration heartbeat;
    private State state = State.UNKNOWN;
    private final boolean fromStart;
    private final boolean toEnd;
    private final InterruptionCheck interruptions = new InterruptionCheck();
    private long lastPosition;

    /// @param fromStart whether the first event that is seen is the log's first
    /// @param toEnd whether the last one is the last
    TrailCheck(Findings findings, boolean fromStart, boolean toEnd) {
        this.findings = findings;
        this.fromStart = fromStart;
        this.toEnd = toEnd;
    }

    /// Sees the next event, or one behind a gap.
    void event(long position, String object, EventFacts event) {
        interval(position, object, event);
        interruptions.event(position, event);
        if (event.steppedBackMillis() != null && event.steppedBackMillis() > 0) {
            findings.add(FindingKind.CLOCK_STEPPED_BACK, object, position, null, event.steppedBackMillis() + " ms");
        }
        switch (event.type()) {
            case "ai.call.started" -> started(position, object, event);
            case "ai.call.attempted" -> attempted(position, object, event);
            case "ai.call.completed" -> completed(position, object, event);
            case "log.started" -> {
                if (state == State.RUNNING) {
                    unclean(position, object, event);
                }
            }
            case "log.recovered" -> unclean(position, object, event);
            case "recording.lapsed" ->
                findings.add(FindingKind.RECORDING_LAPSED, object, position, null, "calls refused without a record");
            default -> {
                // other events are for other readers
            }
        }
        state = switch (event.type()) {
            case "log.stopped" -> State.STOPPED;
            case "log.recovered" -> State.RECOVERING;
            default -> State.RUNNING;
        };
        heartbeat = event.heartbeatMillis() == null ? heartbeat : Duration.ofMillis(event.heartbeatMillis());
        last = event.time();
        latest = last;
        lastPosition = position;
    }

    /// Events are missing here: what lies before says nothing about what comes.
    void gap() {
        last = null;
        state = State.UNKNOWN;
    }

    /// When something did not work; one use.
    Interruptions.Summary interruptions() {
        return interruptions.done();
    }

    private void unclean(long position, String object, EventFacts event) {
        findings.add(FindingKind.STOP_UNCLEAN, object, position, "log.stopped before", event.type());
        interruptions.add(Interruption.Kind.UNCLEAN_STOP, latest, event.time(), position, null);
    }

    /// When the last event happened that was seen; null when none was.
    @Nullable
    Instant latest() {
        return latest;
    }

    /// Tells the calls that are still open.
    void end() {
        if (!toEnd) {
            return;
        }
        Map<String, Open> first = new LinkedHashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        open.forEach((call, started) -> {
            if (started.batch == null) {
                findings.add(
                        FindingKind.CALL_OPEN, started.object, started.position, "an outcome of call " + call, "none");
            } else {
                first.putIfAbsent(started.batch, started);
                lines.merge(started.batch, 1, Integer::sum);
            }
        });
        // results are fetched when callers like to, if ever: a batch is told once
        first.forEach((batch, started) -> findings.add(
                FindingKind.CALL_OPEN,
                started.object,
                started.position,
                "outcomes of the lines of the batch of call " + batch,
                "none of " + lines.get(batch)));
        if (untold > 0) {
            findings.add(FindingKind.CALL_OPEN, null, null, "outcomes", untold + " further calls that may be open");
        }
    }

    private void started(long position, String object, EventFacts event) {
        if (event.call() == null) {
            return;
        }
        if (open.size() < MAX_OPEN) {
            open.put(event.call(), new Open(position, object, event.batch()));
        } else {
            untold++;
        }
    }

    /// A further attempt belongs to an open call, and their numbers are dense from 2 on.
    private void attempted(long position, String object, EventFacts event) {
        Open call = event.call() == null ? null : open.get(event.call());
        Long number = event.attempt();
        if (call == null) {
            if (fromStart && untold == 0) {
                findings.add(FindingKind.ATTEMPT_MISPLACED, object, position, "an open call", event.call());
            }
        } else if (number == null || number != call.attempt + 1) {
            findings.add(
                    FindingKind.ATTEMPT_MISPLACED,
                    object,
                    position,
                    "attempt " + (call.attempt + 1) + " of call " + event.call(),
                    String.valueOf(number));
        }
        if (call != null && number != null) {
            call.attempt = number;
        }
    }

    private void completed(long position, String object, EventFacts event) {
        if (event.call() != null && open.remove(event.call()) == null) {
            if (untold > 0) {
                untold--;
            } else if (fromStart) {
                findings.add(FindingKind.CALL_NOT_STARTED, object, position, "ai.call.started before", event.call());
            }
        }
        if ("interrupted".equals(event.outcome())) {
            findings.add(
                    FindingKind.CALL_INTERRUPTED, object, position, null, "call " + event.call() + " was interrupted");
        }
    }

    /// A heartbeat may come half its interval late before silence is noted: timers are no clocks.
    private void interval(long position, String object, EventFacts event) {
        if (last == null) {
            long missing = latest == null ? (fromStart ? position : 0) : position - lastPosition - 1;
            if (missing > 0) {
                interruptions.add(Interruption.Kind.UNREADABLE, latest, event.time(), position, missing);
            }
            return;
        }
        Duration silence = Duration.between(last, event.time());
        if (state == State.STOPPED) {
            findings.add(FindingKind.STOPPED, object, position, null, "stopped from " + last + " to " + event.time());
            interruptions.add(Interruption.Kind.STOPPED, last, event.time(), position, null);
        } else if (heartbeat != null && silence.compareTo(heartbeat.plus(heartbeat.dividedBy(2))) > 0) {
            findings.add(FindingKind.SILENCE, object, position, "an event within " + heartbeat, "none for " + silence);
            if (!event.type().equals("log.recovered") && !event.type().equals("log.started")) { // an unclean stop
                interruptions.add(Interruption.Kind.SILENCE, last, event.time(), position, null);
            }
        }
    }
}
