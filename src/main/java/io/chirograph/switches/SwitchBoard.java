package io.chirograph.switches;

import io.chirograph.event.facts.SwitchThrown;
import io.chirograph.event.value.Actor;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The switches that this process goes by. A change is recorded, then kept, then in force: when [#stop] or [#resume]
/// returns, no further call of its scope is admitted here, or calls are admitted again.
///
/// - What is thrown is kept in a [SwitchStore]; one that cannot be read is not taken for one without switches.
/// - A stop that the store does not take is in force nonetheless, and of a shared store it is kept as soon as that is
/// heard.
/// - Safe for many threads; changes follow one another.
public final class SwitchBoard {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchBoard.class);

    /// How many may be thrown at once.
    static final int MOST = 1000;

    private final SwitchStore store;
    private final FactSink log;
    private final Clock clock;
    private final List<Consumer<ActiveSwitch>> enders = new CopyOnWriteArrayList<>();

    /// Guards what is in force, and is never held while something is recorded.
    private final Object force = new Object();

    /// In force, and not yet in the store.
    private final List<ActiveSwitch> owed = new ArrayList<>();

    private volatile ActiveSwitches stops;

    /// @throws IllegalStateException what was thrown before the start cannot be read
    SwitchBoard(SwitchStore store, FactSink log, Clock clock) {
        this.store = store;
        this.log = log;
        this.clock = clock;
        try {
            this.stops = new ActiveSwitches(store.read());
        } catch (IOException e) {
            throw new IllegalStateException("Which switches are thrown cannot be read: " + e.getMessage(), e);
        }
    }

    /// Puts into force what other processes have changed.
    /// @throws IOException it cannot be read, or what this one owes cannot be kept
    void reload() throws IOException {
        synchronized (force) {
            for (ActiveSwitch each : List.copyOf(owed)) {
                store.put(each);
                owed.remove(each);
            }
            List<ActiveSwitch> before = stops.thrown();
            stops = new ActiveSwitches(store.read());
            for (ActiveSwitch each : stops.thrown()) {
                if (each.endsOpen() && !before.contains(each)) {
                    enders.forEach(ender -> ender.accept(each));
                }
            }
        }
    }

    /// Before a change, which an operator of another process may have made already.
    private void readShared() throws IOException {
        if (store.isShared()) {
            reload();
        }
    }

    /// What is stopped now.
    public ActiveSwitches stops() {
        return stops;
    }

    /// Has `ender` told of each switch that is thrown to end open calls too, after it is in force.
    public void endWith(Consumer<ActiveSwitch> ender) {
        enders.add(ender);
    }

    /// Does what an operator asks for.
    /// @throws RecordingUnavailable nothing has changed
    /// @throws IllegalArgumentException too many are thrown
    /// @throws UncheckedIOException it is in force, or is not taken back, and the disk would forget that
    public void order(SwitchRequest request, Actor operator) throws RecordingUnavailable {
        if (request.stopped()) {
            ActiveSwitch unused = stop(request.scope(), request.reason(), request.endOpen(), operator);
            LOG.warn("calls are stopped by a switch: {}", request.scope());
        } else {
            Optional<ActiveSwitch> unused = resume(request.scope(), request.reason(), operator);
            LOG.warn("calls go on again: {}", request.scope());
        }
    }

    /// Stops the calls of `scope`. Thrown again, it takes the new reason, and ends open calls if asked to.
    /// @throws RecordingUnavailable nothing has changed (and no call is let through while nothing can be recorded)
    /// @throws IllegalArgumentException too many are thrown
    synchronized ActiveSwitch stop(SwitchScope scope, String reason, boolean endOpen, Actor operator)
            throws RecordingUnavailable {
        try {
            readShared();
        } catch (IOException e) {
            LOG.warn("A stop does without the shared state, which cannot be read: {}", e.getMessage());
        }
        ActiveSwitch thrown = new ActiveSwitch(scope, clock.instant(), reason, endOpen);
        int others = without(scope).size();
        if (others >= MOST) {
            throw new IllegalArgumentException(others + " switches are thrown already, and " + MOST
                    + " is the most; take some back, or throw a wider one");
        }
        log.record(new SwitchThrown(
                scope.kind().word(), scope.value(), find(scope).isPresent(), true, endOpen, reason, operator));
        // In force even where it cannot be kept: the response then says that a restart would forget it.
        synchronized (force) {
            List<ActiveSwitch> after = without(scope);
            after.add(thrown);
            stops = new ActiveSwitches(after);
            if (endOpen) {
                enders.forEach(ender -> ender.accept(thrown));
            }
            if (store.isShared()) {
                owed.removeIf(each -> each.scope().equals(scope));
                owed.add(thrown);
            }
            try {
                store.put(thrown);
                owed.remove(thrown);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return thrown;
    }

    /// Lets the calls of `scope` go on; empty when they were not stopped, and then nothing is recorded.
    /// @throws RecordingUnavailable nothing has changed
    synchronized Optional<ActiveSwitch> resume(SwitchScope scope, String reason, Actor operator)
            throws RecordingUnavailable {
        try {
            readShared();
            Optional<ActiveSwitch> before = find(scope);
            if (before.isPresent()) {
                log.record(new SwitchThrown(scope.kind().word(), scope.value(), true, false, false, reason, operator));
                synchronized (force) {
                    store.remove(scope);
                    stops = new ActiveSwitches(without(scope));
                }
            }
            return before;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<ActiveSwitch> find(SwitchScope scope) {
        return stops.thrown().stream()
                .filter(each -> each.scope().equals(scope))
                .findFirst();
    }

    private List<ActiveSwitch> without(SwitchScope scope) {
        List<ActiveSwitch> rest = new ArrayList<>(stops.thrown());
        rest.removeIf(each -> each.scope().equals(scope));
        return rest;
    }
}
