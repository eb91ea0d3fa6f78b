package io.chirograph.retention;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ConfiguredArchive;
import io.chirograph.archive.ConfiguredArchives;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.RetentionRules;
import io.chirograph.event.ObjectScope;
import io.chirograph.event.RetentionChanged.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Says what explains a change: a recorded request, or the writer, who keeps what lives as long as its log. Serves
/// for one look; what a scope means is found out once.
final class Explanations {
    /// A day more than what the writer would give: dates are set when objects are sent, and seen later.
    private static final Duration MARGIN = Duration.ofDays(1);

    private final List<Request> requests;
    private final ConfiguredArchives archives;
    private final Function<String, RetentionRules> rules;
    private final Instant now;
    private final Map<String, Set<String>> resolved = new HashMap<>();

    /// @param rules of an archive, by its name
    Explanations(
            List<Request> requests, ConfiguredArchives archives, Function<String, RetentionRules> rules, Instant now) {
        this.requests = requests;
        this.archives = archives;
        this.rules = rules;
        this.now = now;
    }

    /// @param request null where no request explains it
    record Explanation(Cause cause, @Nullable Request request) {
        private static final Explanation NONE = new Explanation(Cause.UNKNOWN, null);
        private static final Explanation WRITER = new Explanation(Cause.WRITER, null);
    }

    /// @throws ArchiveUnavailableException nobody can tell now which objects a request meant
    Explanation of(Change change) throws ArchiveUnavailableException {
        return switch (change.kind()) {
            case PLACED -> by(placed(change));
            case RELEASED -> by(released(change));
            case LONGER -> {
                Optional<Request> request = lengthened(change);
                yield request.isEmpty() && isWriters(change) ? Explanation.WRITER : by(request);
            }
            case SHORTER -> Explanation.NONE;
        };
    }

    private static Explanation by(Optional<Request> request) {
        return request.map(one -> new Explanation(Cause.REQUEST, one)).orElse(Explanation.NONE);
    }

    private Optional<Request> placed(Change change) throws ArchiveUnavailableException {
        for (List<Request> matter : Register.running(requests).sequencedValues().reversed()) {
            for (Request request : matter.reversed()) {
                if (covers(request.scope(), change)) {
                    return Optional.of(request);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Request> released(Change change) throws ArchiveUnavailableException {
        if (placed(change).isPresent()) {
            return Optional.empty();
        }
        for (Request release : requests.reversed()) {
            if (release.kind() == Request.Kind.RELEASE && meant(release, change)) {
                return Optional.of(release);
            }
        }
        return Optional.empty();
    }

    private boolean meant(Request release, Change change) throws ArchiveUnavailableException {
        if (release.scope() != null) {
            return covers(release.scope(), change);
        }
        for (Request place : requests) {
            if (place.kind() == Request.Kind.PLACE
                    && String.valueOf(place.matter()).equals(release.matter())
                    && covers(place.scope(), change)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Request> lengthened(Change change) throws ArchiveUnavailableException {
        for (Request request : requests.reversed()) {
            if (request.kind() == Request.Kind.EXTEND && reaches(request, change) && covers(request.scope(), change)) {
                return Optional.of(request);
            }
        }
        return Optional.empty();
    }

    private static boolean reaches(Request request, Change change) {
        Instant after = change.after();
        Instant before = change.before();
        Instant until = request.until();
        Duration by = request.by();
        if (after == null || before == null) {
            return false;
        }
        return until != null ? !after.isAfter(until) : by != null && !after.isAfter(before.plus(by));
    }

    /// Whether the writer lengthens such an object by itself, and would not have gone further.
    private boolean isWriters(Change change) {
        Instant after = change.after();
        return after != null
                && rules.apply(change.archive())
                        .promised(change.key(), LockMode.COMPLIANCE, after, now)
                        .filter(promised -> !after.isAfter(promised.until().plus(MARGIN)))
                        .isPresent();
    }

    private boolean covers(@Nullable ObjectScope scope, Change change) throws ArchiveUnavailableException {
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
                new Scopes(archive.get().archive(), archives.main().archive())
                        .versions(scope)
                        .forEach(version -> keys.add(version.key()));
            } catch (Scopes.UnknownIdException e) {
                keys.clear();
            }
        }
        resolved.put(at, keys);
        return keys;
    }
}
