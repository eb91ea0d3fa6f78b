package io.chirograph.switches;

import io.chirograph.event.Actor;
import io.chirograph.event.SwitchThrown;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The switches of this process. A change is recorded, then written to disk, then in force: when [#stop] or
/// [#resume] returns, no further call of its scope is admitted, or calls are admitted again.
///
/// Safe for many threads; changes follow one another.
public final class SwitchBoard {
    /// How many may be thrown at once.
    static final int MOST = 1000;

    private final SwitchFile file;
    private final FactSink log;
    private final Clock clock;
    private final List<Consumer<Thrown>> enders = new CopyOnWriteArrayList<>();
    private volatile Stops stops;

    /// @throws IllegalStateException what was thrown before the start cannot be read
    SwitchBoard(Path dataDirectory, FactSink log, Clock clock) {
        this.file = new SwitchFile(dataDirectory);
        this.log = log;
        this.clock = clock;
        this.stops = new Stops(file.read());
    }

    /// What is stopped now.
    public Stops stops() {
        return stops;
    }

    /// Has `ender` told of each switch that is thrown to end open calls too, after it is in force.
    public void endWith(Consumer<Thrown> ender) {
        enders.add(ender);
    }

    /// Stops the calls of `scope`. Thrown again, it takes the new reason, and ends open calls if asked to.
    ///
    /// @throws RecordingUnavailable nothing has changed (and no call is let through while nothing can be recorded)
    /// @throws IllegalArgumentException too many are thrown
    synchronized Thrown stop(Scope scope, String reason, boolean endOpen, Actor operator) throws RecordingUnavailable {
        Thrown thrown = new Thrown(scope, clock.instant(), reason, endOpen);
        List<Thrown> after = without(scope);
        if (after.size() >= MOST) {
            throw new IllegalArgumentException(after.size() + " switches are thrown already, and " + MOST
                    + " is the most; take some back, or throw a wider one");
        }
        after.add(thrown);
        log.record(new SwitchThrown(
                scope.kind().word(), scope.value(), find(scope).isPresent(), true, endOpen, reason, operator));
        // In force even where the disk fails: the answer then says that a restart would forget it.
        stops = new Stops(after);
        if (endOpen) {
            enders.forEach(ender -> ender.accept(thrown));
        }
        file.write(after);
        return thrown;
    }

    /// Lets the calls of `scope` go on; empty when they were not stopped, and then nothing is recorded.
    ///
    /// @throws RecordingUnavailable nothing has changed
    synchronized Optional<Thrown> resume(Scope scope, String reason, Actor operator) throws RecordingUnavailable {
        Optional<Thrown> before = find(scope);
        if (before.isPresent()) {
            List<Thrown> after = without(scope);
            log.record(new SwitchThrown(scope.kind().word(), scope.value(), true, false, false, reason, operator));
            file.write(after);
            stops = new Stops(after);
        }
        return before;
    }

    private Optional<Thrown> find(Scope scope) {
        return stops.thrown().stream()
                .filter(each -> each.scope().equals(scope))
                .findFirst();
    }

    private List<Thrown> without(Scope scope) {
        List<Thrown> rest = new ArrayList<>(stops.thrown());
        rest.removeIf(each -> each.scope().equals(scope));
        return rest;
    }
}
