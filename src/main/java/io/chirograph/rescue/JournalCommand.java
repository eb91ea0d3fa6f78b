package io.chirograph.rescue;

import io.chirograph.exporter.ExportPosition;
import io.chirograph.journal.JournalInspection;
import io.chirograph.journal.JournalProperties;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph journal`: looks into a journal, or brings a dead node's journal into the archive.
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        description = "Look into a journal, or bring a dead node's journal into the archive.")
public final class JournalCommand {
    private final Function<Map<String, Object>, Environment> environment;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// @param environment the configuration, with these settings before all others
    public JournalCommand(Function<Map<String, Object>, Environment> environment) {
        this.environment = environment;
    }

    @Command(
            description = "Say what is in the journal of a process that does not run: files, groups, sequences, open"
                    + " calls, how far it was published, a torn end, damage. Nothing is changed.",
            footer = {"", "Exit codes: 0 the journal holds, 1 it does not, 2 it could not be read."})
    int inspect(
            @Option(
                            names = "--directory",
                            paramLabel = "JOURNAL",
                            description = "a journal by itself; default: the one of --data-dir")
                    @Nullable
                    Path given,
            @Option(names = "--json", description = "as one JSON object") boolean json)
            throws IOException {
        InspectionText text = given == null ? ofDataDirectory() : new InspectionText(JournalInspection.of(given), null);
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(json ? text.json() : text.forPeople());
        out.flush();
        return text.damage() == null ? 0 : 1;
    }

    private InspectionText ofDataDirectory() throws IOException {
        Environment settings = environment.apply(Map.of());
        Path data = Path.of(settings.getProperty("chirograph.data-dir", "./data"));
        JournalProperties limits = Binder.get(settings).bindOrCreate("chirograph.journal", JournalProperties.class);
        JournalInspection journal = JournalInspection.of(limits.directoryIn(data));
        return new InspectionText(journal, ExportPosition.of(data).orElse(null));
    }
}
