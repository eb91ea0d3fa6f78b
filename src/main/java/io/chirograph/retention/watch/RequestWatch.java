package io.chirograph.retention.watch;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.monitor.ObjectObserver.Observation;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.retention.scope.ScopeResolver;
import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Looks at the objects that new requests are about, at once and then regularly for a while, so that what was done is
/// recorded soon. What it misses the regular walk finds.
public final class RequestWatch extends LifecyclePart implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RequestWatch.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final RetentionRequestStore register;
    private final LockChanges changes;
    private final ConfiguredArchives archives;
    private final WatchProperties properties;
    private final Clock clock;
    private final Schedule thread = new Schedule("retention-watch", Worker.Serves.REST);

    public RequestWatch(
            RetentionRequestStore register,
            LockChanges changes,
            ConfiguredArchives archives,
            WatchProperties properties,
            Clock clock) {
        super(Phase.RECURRING);
        this.register = register;
        this.changes = changes;
        this.archives = archives;
        this.properties = properties;
        this.clock = clock;
    }

    /// Looks at what a request is about before anybody can have done it, so that a later look sees the difference.
    /// @param patience after which it goes on by itself
    void begin(RetentionRequest request, Duration patience) {
        try {
            Future<?> look = thread.submit(() -> {
                guarded(() -> look(request));
                guarded(changes::explainAgain);
            });
            look.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
            LOG.info("the objects of a request are looked at later: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One look at the objects of every request that is young enough.
    void look() {
        for (RetentionRequest request : register.requests()) {
            if (!request.at().plus(properties.lasts()).isBefore(clock.instant())) {
                guarded(() -> look(request));
            }
        }
    }

    private void look(RetentionRequest request) {
        for (ObjectScope scope : register.meant(request)) {
            for (ConfiguredArchive archive : archives) {
                look(scope, archive);
            }
        }
    }

    private void look(ObjectScope scope, ConfiguredArchive configured) {
        Archive archive = configured.archive();
        List<Observation> found = new ArrayList<>();
        try {
            List<ObjectVersion> versions =
                    new ScopeResolver(archive, archives.main().archive()).versions(scope);
            for (ObjectVersion version : versions.subList(0, Math.min(properties.objects(), versions.size()))) {
                archive.lock(version.key(), version.version())
                        .ifPresent(lock -> found.add(new Observation(
                                configured.name(), version.key(), version.version(), version.size(), lock)));
            }
        } catch (ArchiveUnavailableException | ScopeResolver.UnknownIdException e) {
            LOG.warn(
                    "the objects of a request cannot be looked at in archive {} now: {}",
                    configured.name(),
                    e.getMessage());
        }
        changes.look(found);
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    @Override
    protected Runnable begin() {
        thread.again(properties.every(), () -> {
            guarded(this::look);
            return properties.every();
        });
        return () -> thread.stop(STOP_WITHIN);
    }
}
