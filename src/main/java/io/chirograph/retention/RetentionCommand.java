package io.chirograph.retention;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.RetentionStore;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.retention.manager.HoldOperations;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.scope.ScopeResolver;
import io.chirograph.support.command.Converters;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `chirograph retention`: longer retention, with the retention manager's own store credential.
@Command(
        name = "retention",
        mixinStandardHelpOptions = true,
        description = "Keep objects for longer, with the retention manager's own store credential.",
        footer = {"", "Exit codes: 0 done, 1 refused or some objects failed, 2 could not be done."})
public final class RetentionCommand extends ManagerCommand {
    public RetentionCommand(Supplier<Environment> environment) {
        super(environment);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Lengthen the locks of a scope: segments, checkpoints, tiles. Nothing is ever shortened; what"
                    + " reaches as far already stays as it is.")
    int extend(
            @Option(
                            names = "--until",
                            paramLabel = "DATE",
                            converter = Converters.Moment.class,
                            description = "2036-12-31, or with a time in UTC")
                    @Nullable
                    Instant until,
            @Option(names = "--by", paramLabel = "DURATION", description = "move each object's own date: P365D")
                    @Nullable
                    Duration by,
            @Option(names = "--reason", required = true, description = "stands in the log") String reason,
            @Mixin ScopeOptions scope,
            @Mixin ManagerOptions options)
            throws IOException, ArchiveUnavailableException, ScopeResolver.UnknownIdException {
        if ((until == null) == (by == null)) {
            throw usage("--until or --by, one of the two");
        }
        ManagerSession desk = desk(options);
        ObjectScope meant = scope.read(line());
        RetentionRequest request = RetentionRequest.extend(until, by, meant, reason, user(), Instant.now());
        try (RetentionStore store = options.store(environment())) {
            HoldOperations holding = new HoldOperations(store, options.scopes(store));
            List<Instant> dates = holding.dates(meant);
            if (until != null && !dates.isEmpty() && until.isBefore(dates.getFirst())) {
                return report(
                        FAILED,
                        "refused: " + until + " is before " + dates.getFirst()
                                + ", until when every object of the scope is locked already; a lock is never"
                                + " shortened");
            }
            make(desk, request);
            return told("lengthened", "reach as far already", holding.extend(meant, until, by));
        }
    }
}
