package io.chirograph.retention;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.RetentionStore;
import io.chirograph.event.ObjectScope;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.support.command.ChirographCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
public final class HoldCommand extends ChirographCommand {
    private final Supplier<Environment> environment;

    public HoldCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Hold objects, and what proves them, until the matter is released. To be repeated at will:"
                    + " what failed is tried again, what is new in the scope is held too.")
    int place(
            @Option(names = "--matter", required = true, description = "what the hold is for") String matter,
            @Option(names = "--reason", required = true, description = "stands in the log") String reason,
            @Mixin ScopeOptions scope,
            @Mixin DeskOptions options)
            throws IOException, ArchiveUnavailableException, Scopes.UnknownIdException {
        Desk desk = desk(options);
        ObjectScope meant = scope.read(line());
        Request request = Request.place(matter, meant, reason, Desk.user(), desk.now());
        try (RetentionStore store = options.store(environment.get())) {
            desk.make(request);
            return desk.told("held", "already held", new Holding(store, options.scopes(store)).place(meant));
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "End a matter's hold. Objects that are in another matter's scope stay held.")
    int release(
            @Option(names = "--matter", required = true, description = "whose hold ends") String matter,
            @Option(names = "--reason", required = true, description = "stands in the log") String reason,
            @Mixin ScopeOptions scope,
            @Mixin DeskOptions options)
            throws IOException, ArchiveUnavailableException, Scopes.UnknownIdException {
        Desk desk = desk(options);
        ObjectScope part = scope.given() ? scope.read(line()) : null;
        SequencedMap<String, List<Request>> running = desk.running();
        List<ObjectScope> released =
                part != null ? List.of(part) : scopes(running.getOrDefault(matter, desk.last(matter)));
        if (released.isEmpty()) {
            throw new IllegalArgumentException(
                    "no hold for matter '" + matter + "' is known here; name its gateway with --gateway, or its scope");
        }
        Request request = Request.release(matter, part, reason, Desk.user(), desk.now());
        List<Request> left = new ArrayList<>();
        Map<String, List<Request>> after = desk.runningWith(request);
        after.values().forEach(left::addAll);
        try (RetentionStore store = options.store(environment.get())) {
            desk.make(request);
            Holding holding = new Holding(store, options.scopes(store));
            return desk.told(
                    "released", "not held, or held for another matter", holding.release(released, scopes(left)));
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Show what is under hold, as the store says, and for which matters, as far as is known here.")
    int list(@Mixin ScopeOptions scope, @Mixin DeskOptions options)
            throws IOException, ArchiveUnavailableException, Scopes.UnknownIdException {
        Desk desk = desk(options);
        try (RetentionStore store = options.store(environment.get())) {
            Scopes scopes = options.scopes(store);
            Holding holding = new Holding(store, scopes);
            List<ObjectScope> shown = scope.given()
                    ? List.of(scope.read(line()))
                    : PublishedLog.ids(store.archive()).stream()
                            .map(ObjectScope::log)
                            .toList();
            Map<String, SortedSet<String>> matters = matters(desk, scopes);
            PrintWriter out = out();
            long held = 0;
            for (ObjectScope one : shown) {
                for (ObjectLock lock : holding.held(one)) {
                    held++;
                    String name = lock.key() + " " + lock.version();
                    out.println(name + " until " + lock.retainUntil() + " matter "
                            + String.join(", ", matters.getOrDefault(name, new TreeSet<>(List.of("unknown")))));
                }
            }
            out.println(held + " objects are held");
            out.flush();
            return 0;
        }
    }

    private static Map<String, SortedSet<String>> matters(Desk desk, Scopes scopes)
            throws IOException, ArchiveUnavailableException, Scopes.UnknownIdException {
        Map<String, SortedSet<String>> matters = new TreeMap<>();
        for (Map.Entry<String, List<Request>> matter : desk.running().entrySet()) {
            for (ObjectScope scope : scopes(matter.getValue())) {
                for (ObjectVersion version : scopes.versions(scope)) {
                    matters.computeIfAbsent(Holding.name(version), name -> new TreeSet<>())
                            .add(matter.getKey());
                }
            }
        }
        return matters;
    }

    private static List<ObjectScope> scopes(List<Request> requests) {
        return requests.stream()
                .map(Request::scope)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    private Desk desk(DeskOptions options) throws IOException {
        return Desk.open(environment.get(), options.client(line()), line(), Clock.systemUTC());
    }
}
