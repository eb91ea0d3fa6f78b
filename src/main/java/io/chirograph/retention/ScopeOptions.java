package io.chirograph.retention;

import io.chirograph.event.value.ObjectScope;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Which objects a command is about.
final class ScopeOptions {
    @Option(names = "--log", paramLabel = "LOG", description = "a log's id; may stand more than once")
    private List<String> logs = new ArrayList<>();

    @Option(names = "--from", paramLabel = "DATE", description = "segments of this day (UTC) and later ones")
    private @Nullable LocalDate from;

    @Option(
            names = "--to",
            paramLabel = "DATE",
            description =
                    "segments of this day and earlier ones; without it what is still to come belongs to the scope")
    private @Nullable LocalDate to;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "a call or an event, whose segments are meant; may stand more than once")
    private List<UUID> ids = new ArrayList<>();

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "all objects whose keys begin so")
    private @Nullable String prefix;

    boolean given() {
        return !logs.isEmpty() || from != null || to != null || !ids.isEmpty() || prefix != null;
    }

    ObjectScope read(CommandLine line) {
        try {
            return new ObjectScope(logs, from, to, ids, prefix);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, String.valueOf(e.getMessage()), e);
        }
    }
}
