package io.chirograph.retention.manager;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.retention.scope.ScopeResolver;
import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Does what was asked for, again until it is done, and goes on with holds whose scope is open. After a restart
/// everything in the register is done once more; whatever is done already stays as it is.
final class RetentionReconciler extends LifecyclePart implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionReconciler.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final RetentionRequestStore register;
    private final HoldOperations holding;
    private final Duration every;
    private final Map<RetentionRequest, String> unfinished = new ConcurrentHashMap<>();
    private final Schedule thread = new Schedule("retention-apply", Worker.Serves.REST);

    RetentionReconciler(RetentionRequestStore register, HoldOperations holding, Duration every) {
        super(Phase.LAST);
        this.register = register;
        this.holding = holding;
        this.every = every;
        register.requests().forEach(request -> unfinished.put(request, "to be done"));
    }

    void add(RetentionRequest request) {
        unfinished.put(request, "to be done");
        Future<?> unused = thread.submit(() -> apply());
    }

    /// What is not done yet, and why.
    Map<RetentionRequest, String> unfinished() {
        return Map.copyOf(unfinished);
    }

    /// Does once what is not done, and what never ends.
    void apply() {
        List<RetentionRequest> known = register.requests();
        Map<String, List<RetentionRequest>> runs = RetentionRequestStore.running(known);
        for (RetentionRequest request : known) {
            if ((isOpen(request) && runs(request, runs)) || unfinished.containsKey(request)) {
                apply(request, runs);
            }
        }
    }

    private void apply(RetentionRequest request, Map<String, List<RetentionRequest>> runs) {
        try {
            HoldOperations.Outcome outcome = doIt(request, runs);
            if (outcome.failed().isEmpty()) {
                unfinished.remove(request);
            } else {
                Map.Entry<String, String> first = outcome.failed().firstEntry();
                unfinished.put(
                        request,
                        outcome.failed().size() + " objects, of which " + first.getKey() + ": " + first.getValue());
            }
            if (outcome.done() > 0) {
                LOG.info("{} {}: {} objects changed", request.kind(), request.matter(), outcome.done());
            }
        } catch (ArchiveUnavailableException | ScopeResolver.UnknownIdException | RuntimeException e) {
            unfinished.put(request, String.valueOf(e.getMessage()));
            LOG.warn("{} {} is tried again: {}", request.kind(), request.matter(), e.getMessage());
        }
    }

    private HoldOperations.Outcome doIt(RetentionRequest request, Map<String, List<RetentionRequest>> runs)
            throws ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        ObjectScope scope = request.scope();
        return switch (request.kind()) {
            case PLACE ->
                runs(request, runs)
                        ? holding.place(Objects.requireNonNull(scope))
                        : new HoldOperations.Outcome(0, 0, new TreeMap<>());
            case RELEASE -> holding.release(register.meant(request), scopes(runs));
            case EXTEND -> holding.extend(Objects.requireNonNull(scope), request.until(), null);
        };
    }

    private static boolean runs(RetentionRequest request, Map<String, List<RetentionRequest>> runs) {
        return runs.getOrDefault(String.valueOf(request.matter()), List.of()).contains(request);
    }

    private static List<ObjectScope> scopes(Map<String, List<RetentionRequest>> runs) {
        return RetentionRequest.scopes(runs.values().stream().flatMap(List::stream));
    }

    /// Whether what is still to come may belong to its scope.
    private static boolean isOpen(RetentionRequest request) {
        ObjectScope scope = request.scope();
        return request.kind() == RetentionRequest.Kind.PLACE
                && scope != null
                && scope.ids().isEmpty()
                && scope.to() == null;
    }

    @Override
    protected Runnable begin() {
        thread.again(Duration.ZERO, () -> {
            apply();
            return every;
        });
        return () -> thread.stop(STOP_WITHIN);
    }
}
