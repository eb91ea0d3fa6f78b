package io.chirograph.exporter;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Runs all exporters from before the first record until after the last.
/// None where the configuration switches export off.
///
/// Phases, in the order of the stop: the web server takes no more calls, open exchanges end
/// (`Integer.MAX_VALUE - 1536`), recording writes `log.stopped` (1000), these loops drain ([#PHASE]) all at once, and
/// only then are beans destroyed, the journal among them.
final class ExporterLoops implements SmartLifecycle {
    /// Below recording's.
    static final int PHASE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(ExporterLoops.class);

    private final List<ExporterLoop> loops;
    private final boolean enabled;
    private volatile boolean running;

    ExporterLoops(Exporters exporters, ExporterProperties properties) {
        this.loops = exporters.all().stream()
                .map(exporter -> new ExporterLoop(exporter, properties))
                .toList();
        this.enabled = properties.enabled();
    }

    @Override
    public void start() {
        running = true;
        if (enabled) {
            loops.forEach(ExporterLoop::start);
        } else {
            LOG.warn("chirograph.exporter.enabled is false: nothing is exported, and calls are refused when the journal"
                    + " is full");
        }
    }

    @Override
    public void stop() {
        running = false;
        loops.forEach(ExporterLoop::askToStop);
        loops.forEach(ExporterLoop::awaitStop);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
