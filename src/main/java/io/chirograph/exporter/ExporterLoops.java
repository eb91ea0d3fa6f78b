package io.chirograph.exporter;

import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Runs all exporters from before the first record until after the last.
/// None where the configuration switches export off.
///
/// At a stop they drain all at once in [Phase#EXPORT], after `log.stopped`; only then are beans destroyed, the journal
/// among them.
final class ExporterLoops extends LifecyclePart implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ExporterLoops.class);

    private final List<ExporterLoop> loops;
    private final boolean enabled;

    ExporterLoops(Exporters exporters, ExporterProperties properties) {
        super(Phase.EXPORT);
        this.loops = exporters.all().stream()
                .map(exporter -> new ExporterLoop(exporter, properties))
                .toList();
        this.enabled = properties.enabled();
    }

    @Override
    protected Runnable begin() {
        Map<ExporterLoop, Worker> workers = new LinkedHashMap<>();
        if (enabled) {
            loops.forEach(loop -> workers.put(loop, loop.start()));
        } else {
            LOG.warn("chirograph.exporter.enabled is false: nothing is exported, and calls are refused when the journal"
                    + " is full");
        }
        return () -> {
            workers.values().forEach(Worker::stop);
            workers.forEach(ExporterLoop::awaitStop);
        };
    }
}
