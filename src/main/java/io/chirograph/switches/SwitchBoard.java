package io.chirograph.switches;

import io.chirograph.event.facts.SwitchThrown;
import io.chirograph.event.value.Actor;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.disk.SecretFile;
import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The switches of this process. A change is recorded, then written to disk, then in force: when [#stop] or
/// [#resume] returns, no further call of its scope is admitted, or calls are admitted again.
/// What is thrown lies in `switches.json` of the data directory: whole or not at all, and forced. A file that
/// cannot be read is not taken for one without switches. Safe for many threads; changes follow one another.
public final class SwitchBoard {
    private static final Logger LOG = LoggerFactory.getLogger(SwitchBoard.class);
    private static final int VERSION = 1;

    /// How many may be thrown at once.
    static final int MOST = 1000;

    private final SecretFile file;
    private final FactSink log;
    private final Clock clock;
    private final List<Consumer<ActiveSwitch>> enders = new CopyOnWriteArrayList<>();
    private volatile ActiveSwitches stops;

    /// @throws IllegalStateException what was thrown before the start cannot be read
    SwitchBoard(Path dataDirectory, FactSink log, Clock clock) {
        this.file = new SecretFile(dataDirectory.resolve("switches.json"));
        this.log = log;
        this.clock = clock;
        this.stops = new ActiveSwitches(file.read().map(this::parsed).orElse(List.of()));
    }

    private record Whole(int version, List<ActiveSwitch> thrown) {}

    private List<ActiveSwitch> parsed(String text) {
        try {
            Whole whole = StrictJson.read(text.getBytes(StandardCharsets.UTF_8), Whole.class);
            if (whole.version != VERSION) {
                throw new IllegalArgumentException("version must be " + VERSION + ", was " + whole.version);
            }
            return whole.thrown;
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    file.path() + " does not say which switches are thrown: " + e.getMessage()
                            + "; mend it, or delete it to start with none thrown",
                    e);
        }
    }

    private void write(List<ActiveSwitch> thrown) {
        file.write(StrictJson.text(new Whole(VERSION, thrown)));
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
        ActiveSwitch thrown = new ActiveSwitch(scope, clock.instant(), reason, endOpen);
        List<ActiveSwitch> after = without(scope);
        if (after.size() >= MOST) {
            throw new IllegalArgumentException(after.size() + " switches are thrown already, and " + MOST
                    + " is the most; take some back, or throw a wider one");
        }
        after.add(thrown);
        log.record(new SwitchThrown(
                scope.kind().word(), scope.value(), find(scope).isPresent(), true, endOpen, reason, operator));
        // In force even where the disk fails: the response then says that a restart would forget it.
        stops = new ActiveSwitches(after);
        if (endOpen) {
            enders.forEach(ender -> ender.accept(thrown));
        }
        write(after);
        return thrown;
    }

    /// Lets the calls of `scope` go on; empty when they were not stopped, and then nothing is recorded.
    /// @throws RecordingUnavailable nothing has changed
    synchronized Optional<ActiveSwitch> resume(SwitchScope scope, String reason, Actor operator)
            throws RecordingUnavailable {
        Optional<ActiveSwitch> before = find(scope);
        if (before.isPresent()) {
            List<ActiveSwitch> after = without(scope);
            log.record(new SwitchThrown(scope.kind().word(), scope.value(), true, false, false, reason, operator));
            write(after);
            stops = new ActiveSwitches(after);
        }
        return before;
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
