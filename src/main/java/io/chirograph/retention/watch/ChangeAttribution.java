package io.chirograph.retention.watch;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.event.facts.RetentionChanged.Cause;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.retention.scope.ScopeResolver;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says what explains a change: a recorded request, or the writer, who keeps what lives as long as its log. Serves
/// for one look; what a scope means is found out once.
final class ChangeAttribution {
    /// A day more than what the writer would give: dates are set when objects are sent, and seen later.
    private static final Duration MARGIN = Duration.ofDays(1);

    private final List<RetentionRequest> requests;
    private final ConfiguredArchives archives;
    private final Instant now;
    private final Map<String, Set<String>> resolved = new HashMap<>();

    ChangeAttribution(List<RetentionRequest> requests, ConfiguredArchives archives, Instant now) {
        this.requests = requests;
        this.archives = archives;
        this.now = now;
    }

    /// @param request null where no request explains it
    record Explanation(Cause cause, @Nullable RetentionRequest request) {
        private static final Explanation NONE = new Explanation(Cause.UNKNOWN, null);
        private static final Explanation WRITER = new Explanation(Cause.WRITER, null);
    }

    /// @throws ArchiveUnavailableException nobody can tell now which objects a request meant
    Explanation of(LockChange change) throws ArchiveUnavailableException {
        return switch (change.kind()) {
            case PLACED -> by(placed(change));
            case RELEASED -> by(released(change));
            case LONGER -> {
                Optional<RetentionRequest> request = lengthened(change);
                yield request.isEmpty() && isWriters(change) ? Explanation.WRITER : by(request);
            }
            case SHORTER -> Explanation.NONE;
        };
    }

    private static Explanation by(Optional<RetentionRequest> request) {
        return request.map(one -> new Explanation(Cause.REQUEST, one)).orElse(Explanation.NONE);
    }

    private Optional<RetentionRequest> placed(LockChange change) throws ArchiveUnavailableException {
        List<RetentionRequest> holds = RetentionRequestStore.running(requests).values().stream()
                .flatMap(List::stream)
                .toList();
        return last(holds, hold -> covers(hold.scope(), change));
    }

    private Optional<RetentionRequest> released(LockChange change) throws ArchiveUnavailableException {
        return placed(change).isPresent()
                ? Optional.empty()
                : last(requests, request -> request.kind() == RetentionRequest.Kind.RELEASE && meant(request, change));
    }

    private boolean meant(RetentionRequest release, LockChange change) throws ArchiveUnavailableException {
        return release.scope() != null
                ? covers(release.scope(), change)
                : last(requests, place -> place.isPlaceOf(release.matter()) && covers(place.scope(), change))
                        .isPresent();
    }

    private Optional<RetentionRequest> lengthened(LockChange change) throws ArchiveUnavailableException {
        return last(
                requests,
                request -> request.kind() == RetentionRequest.Kind.EXTEND
                        && reaches(request, change)
                        && covers(request.scope(), change));
    }

    private interface Condition {
        boolean holds(RetentionRequest request) throws ArchiveUnavailableException;
    }

    private static Optional<RetentionRequest> last(List<RetentionRequest> requests, Condition condition)
            throws ArchiveUnavailableException {
        for (RetentionRequest request : requests.reversed()) {
            if (condition.holds(request)) {
                return Optional.of(request);
            }
        }
        return Optional.empty();
    }

    private static boolean reaches(RetentionRequest request, LockChange change) {
        Instant after = change.after();
        Instant before = change.before();
        Instant until = request.until();
        Duration by = request.by();
        if (after == null || before == null) {
            return false;
        }
        return until != null ? !after.isAfter(until) : by != null && !after.isAfter(before.plus(by));
    }

    /// Whether the writer lengthens such an object by itself, and would not have gone further. Not in an archive that
    /// is
    /// configured no more.
    private boolean isWriters(LockChange change) {
        Instant after = change.after();
        return after != null
                && archives.named(change.archive())
                        .flatMap(archive ->
                                archive.retention().rules().promised(change.key(), LockMode.COMPLIANCE, after, now))
                        .filter(promised -> !after.isAfter(promised.until().plus(MARGIN)))
                        .isPresent();
    }

    private boolean covers(@Nullable ObjectScope scope, LockChange change) throws ArchiveUnavailableException {
        if (scope == null) {
            return false;
        }
        if (scope.prefix() != null) {
            return change.key().startsWith(scope.prefix());
        }
        if (scope.ids().isEmpty() && scope.from() == null && scope.to() == null) {
            return scope.logs().stream().anyMatch(log -> change.key().startsWith(log + "/"));
        }
        return keys(scope, change.archive()).contains(change.key());
    }

    private Set<String> keys(ObjectScope scope, String name) throws ArchiveUnavailableException {
        String at = name + " " + scope;
        Set<String> known = resolved.get(at);
        if (known != null) {
            return known;
        }
        Set<String> keys = new HashSet<>();
        Optional<ConfiguredArchive> archive = archives.named(name);
        if (archive.isPresent()) {
            try {
                new ScopeResolver(archive.get().archive(), archives.main().archive())
                        .versions(scope)
                        .forEach(version -> keys.add(version.key()));
            } catch (ScopeResolver.UnknownIdException e) {
                keys.clear();
            }
        }
        resolved.put(at, keys);
        return keys;
    }
}
