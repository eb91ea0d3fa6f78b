package io.chirograph.retention;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.RetentionStore;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.retention.manager.HoldOperations;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.scope.ScopeResolver;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `chirograph hold`: legal holds, with the retention manager's own store credential.
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description = "Place, release and list legal holds, with the retention manager's own store credential.",
        footer = {"", "Exit codes: 0 done, 1 some objects could not be changed, 2 could not be done."})
public final class HoldCommand extends ManagerCommand {
    public HoldCommand(Supplier<Environment> environment) {
        super(environment);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Hold objects, and what proves them, until the matter is released. To be repeated at will:"
                    + " what failed is tried again, what is new in the scope is held too.")
    int place(
            @Option(names = "--matter", required = true, description = "what the hold is for") String matter,
            @Option(names = "--reason", required = true, description = "stands in the log") String reason,
            @Mixin ScopeOptions scope,
            @Mixin ManagerOptions options)
            throws IOException, ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        ManagerSession desk = desk(options);
        ObjectScope meant = scope.read(line());
        RetentionRequest request = RetentionRequest.place(matter, meant, reason, user(), Instant.now());
        try (RetentionStore store = options.store(environment())) {
            make(desk, request);
            return told("held", "already held", new HoldOperations(store, options.scopes(store)).place(meant));
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "End a matter's hold. Objects that are in another matter's scope stay held.")
    int release(
            @Option(names = "--matter", required = true, description = "whose hold ends") String matter,
            @Option(names = "--reason", required = true, description = "stands in the log") String reason,
            @Mixin ScopeOptions scope,
            @Mixin ManagerOptions options)
            throws IOException, ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        ManagerSession desk = desk(options);
        ObjectScope part = scope.given() ? scope.read(line()) : null;
        SequencedMap<String, List<RetentionRequest>> running = desk.running();
        List<ObjectScope> released = part != null
                ? List.of(part)
                : RetentionRequest.scopes(running.getOrDefault(matter, desk.last(matter)).stream());
        if (released.isEmpty()) {
            throw new IllegalArgumentException(
                    "no hold for matter '" + matter + "' is known here; name its gateway with --gateway, or its scope");
        }
        RetentionRequest request = RetentionRequest.release(matter, part, reason, user(), Instant.now());
        List<ObjectScope> left = RetentionRequest.scopes(
                desk.runningWith(request).values().stream().flatMap(List::stream));
        try (RetentionStore store = options.store(environment())) {
            make(desk, request);
            HoldOperations holding = new HoldOperations(store, options.scopes(store));
            return told("released", "not held, or held for another matter", holding.release(released, left));
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Show what is under hold, as the store says, and for which matters, as far as is known here.")
    int list(@Mixin ScopeOptions scope, @Mixin ManagerOptions options)
            throws IOException, ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        ManagerSession desk = desk(options);
        try (RetentionStore store = options.store(environment())) {
            ScopeResolver scopes = options.scopes(store);
            HoldOperations holding = new HoldOperations(store, scopes);
            List<ObjectScope> shown = scope.given()
                    ? List.of(scope.read(line()))
                    : PublishedLog.ids(store.archive()).stream()
                            .map(ObjectScope::log)
                            .toList();
            Map<String, SortedSet<String>> matters = matters(desk, scopes);
            long held = 0;
            for (ObjectScope one : shown) {
                for (ObjectLock lock : holding.held(one)) {
                    held++;
                    String name = lock.key() + " " + lock.version();
                    out().println(name + " until " + lock.retainUntil() + " matter "
                            + String.join(", ", matters.getOrDefault(name, new TreeSet<>(List.of("unknown")))));
                }
            }
            return print(held + " objects are held");
        }
    }

    private static Map<String, SortedSet<String>> matters(ManagerSession desk, ScopeResolver scopes)
            throws IOException, ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        Map<String, SortedSet<String>> matters = new TreeMap<>();
        for (Map.Entry<String, List<RetentionRequest>> matter : desk.running().entrySet()) {
            for (ObjectScope scope : RetentionRequest.scopes(matter.getValue().stream())) {
                for (ObjectVersion version : scopes.versions(scope)) {
                    matters.computeIfAbsent(HoldOperations.name(version), name -> new TreeSet<>())
                            .add(matter.getKey());
                }
            }
        }
        return matters;
    }
}
