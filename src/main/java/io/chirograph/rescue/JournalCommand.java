package io.chirograph.rescue;

import io.chirograph.exporter.ExportPosition;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.inspect.JournalInspection;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.command.ChirographCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chirograph journal`: looks into a journal, or brings a dead node's journal into the archive.
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        description = "Look into a journal, or bring a dead node's journal into the archive.")
public final class JournalCommand extends ChirographCommand {
    private final Function<Map<String, Object>, Environment> environment;

    /// @param environment the configuration, with these settings before all others
    public JournalCommand(Function<Map<String, Object>, Environment> environment) {
        this.environment = environment;
    }

    @Command(
            mixinStandardHelpOptions = true,
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
        out().print(json ? text.json() : text.forPeople());
        out().flush();
        return text.damage() == null ? 0 : 1;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Seal the log of a dead node from here: open calls are recorded as interrupted, everything is"
                    + " exported under the node's own key, and the log is stopped. To be repeated at will.",
            footer = {
                "",
                "The configuration must be the node's: chirograph.log.*, chirograph.archive.*, chirograph.exporter.*.",
                "Exit codes: 0 all of it is in the archive, 1 archive and node tell two histories, 2 could not be done."
            })
    int export(
            @Parameters(paramLabel = "DIR", description = "the node's data directory, moved, copied or mounted")
                    Path node,
            @Option(
                            names = "--journal",
                            paramLabel = "JOURNAL",
                            description = "the node's journal, where it is not DIR/journal")
                    @Nullable
                    Path journal)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        Environment settings = environment.apply(Map.of("chirograph.data-dir", node.toString()));
        NodeExport result =
                NodeExport.run(settings, node, journal == null ? node.resolve("journal") : journal, Clock.systemUTC());
        String id = result.log().id();
        return switch (result.export().outcome()) {
            case DONE -> print("log " + id + " is sealed: all its " + result.end() + " events are in the archive");
            case REFUSED ->
                report(
                        FAILED,
                        "log " + id + " is left as it was, " + result.export().left() + " events unexported: "
                                + result.export().reason());
            case UNAVAILABLE ->
                report(
                        COULD_NOT,
                        "log " + id + " has " + result.export().left()
                                + " events that are not exported yet; run the same again: "
                                + result.export().reason());
        };
    }

    private InspectionText ofDataDirectory() throws IOException {
        Environment settings = environment.apply(Map.of());
        Path data = Path.of(settings.getProperty("chirograph.data-dir", "./data"));
        JournalProperties limits = Binder.get(settings).bindOrCreate("chirograph.journal", JournalProperties.class);
        JournalInspection journal = JournalInspection.of(limits.directoryIn(data));
        return new InspectionText(journal, ExportPosition.of(data).orElse(null));
    }
}
