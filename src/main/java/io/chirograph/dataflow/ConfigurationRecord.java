package io.chirograph.dataflow;

import io.chirograph.dataflow.settings.EffectiveSettings;
import io.chirograph.event.facts.ConfigChanged;
import io.chirograph.event.value.Actor;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.disk.DurableFiles;
import io.chirograph.support.disk.SmallFile;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Records, once at a start, that the process runs with another configuration than the one before it, and which
/// settings differ. What was in force before is read from a file in the data directory; where that is gone the event
/// says only
/// what is in force now. Recording is tried until it is done; the file is written after it, so that a crash between the
/// two records the same change twice and never leaves one out.
final class ConfigurationRecord extends LifecyclePart implements SmartLifecycle {
    static final String NAME = "configuration";

    private static final Logger log = LoggerFactory.getLogger(ConfigurationRecord.class);
    private static final int MOST_BYTES = 4 << 20;

    /// Between two looks at nothing: a worker that ends by itself is an alarm.
    private static final Duration IDLE = Duration.ofDays(1);

    /// Settings of one event; it says how many more there are.
    private static final int MOST_SETTINGS = 24;

    private final EffectiveSettings settings;
    private final FactSink trail;
    private final Path memory;
    private final Duration pause;

    /// @param memory the file that keeps the settings in force
    /// @param pause until a recording that failed is tried again
    ConfigurationRecord(EffectiveSettings settings, FactSink trail, Path memory, Duration pause) {
        super(Phase.SETTLEMENT);
        this.settings = settings;
        this.trail = trail;
        this.memory = memory;
        this.pause = pause;
    }

    @Override
    protected Runnable begin() {
        log.info("The configuration in force is {}", settings.digest());
        return Worker.start(NAME + "-record", Worker.Serves.REST, this::work)::stop;
    }

    private void work(Worker.Stop stop) throws InterruptedException {
        boolean isDone = false;
        do {
            isDone = isDone || isDone();
        } while (!stop.within(isDone ? IDLE : pause));
    }

    /// Records what differs.
    /// @return whether nothing is left to do
    boolean isDone() {
        try {
            EffectiveSettings before = before();
            if (before == null || !before.digest().equals(settings.digest())) {
                trail.record(change(before));
                DurableFiles.replace(memory, settings.text().getBytes(StandardCharsets.UTF_8), DurableFiles.OWNER_ONLY);
            }
            return true;
        } catch (IOException | RecordingUnavailable e) {
            log.warn("the configuration in force cannot be recorded yet: {}", e.getMessage());
            return false;
        }
    }

    private @Nullable EffectiveSettings before() throws IOException {
        EffectiveSettings kept =
                EffectiveSettings.parse(Files.notExists(memory) ? "" : SmallFile.text(memory, MOST_BYTES));
        return kept.values().isEmpty() ? null : kept;
    }

    private ConfigChanged change(@Nullable EffectiveSettings before) {
        SortedMap<String, Object> was = new TreeMap<>();
        SortedMap<String, Object> is = new TreeMap<>(Map.of("digest", settings.digest()));
        if (before != null) {
            was.put("digest", before.digest());
            SortedSet<String> changed = changed(before);
            changed.stream().limit(MOST_SETTINGS).forEach(name -> {
                put(was, name, before.get(name));
                put(is, name, settings.get(name));
            });
            if (changed.size() > MOST_SETTINGS) {
                is.put("more", changed.size() - MOST_SETTINGS);
            }
        }
        Actor owner = new Actor(
                new TreeMap<>(),
                new TreeMap<>(Map.of("user", System.getProperty("user.name", "unknown"), "via", "start")));
        String reason = before == null
                ? "in force at the start; what was in force before is not known"
                : "changed while the process was stopped";
        return new ConfigChanged(NAME, was, is, reason, owner);
    }

    private SortedSet<String> changed(EffectiveSettings before) {
        SortedSet<String> names = new TreeSet<>(before.values().keySet());
        names.addAll(settings.values().keySet());
        names.removeIf(name -> settings.get(name, "").equals(before.get(name, "")));
        return names;
    }

    private static void put(SortedMap<String, Object> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
