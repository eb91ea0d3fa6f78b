package io.chirograph.exporter;

import io.chirograph.support.lifecycle.Phase;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Runs all exporters from before the first record until after the last.
/// None where the configuration switches export off.
///
/// At a stop they drain all at once in [Phase#EXPORT], after `log.stopped`; only then are beans destroyed, the journal
/// among them.
final class ExporterLoops implements SmartLifecycle {
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
        return Phase.EXPORT.value();
    }
}
