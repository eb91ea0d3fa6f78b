package io.chirograph.verifier.command;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.meta.MetaLog;
import io.chirograph.verifier.report.MetaLogState;
import io.chirograph.verifier.report.ReportJson;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chirograph meta-log`: the state of all logs that a meta log covers, in one line.
@Command(
        name = "meta-log",
        mixinStandardHelpOptions = true,
        description = "Tells what a meta log says of the logs that it covers.")
public final class MetaLogCommand extends ChirographCommand {
    @Command(
            mixinStandardHelpOptions = true,
            description = "Print the newest round in one line: size, root, time, and how far each log is covered.",
            footer = {
                "",
                "Only the newest round is read and proved; chirograph verify --meta-log reads everything.",
                "Exit codes: 0 it is what the key signed and every log reaches what is covered, 1 not so,"
                        + " 2 could not be checked."
            })
    int show(
            @Parameters(paramLabel = "ARCHIVE", arity = "1..*", description = "Where the meta log and the logs are.")
                    List<String> locations,
            @Mixin KeyOptions.MetaLogOption given,
            @Option(names = "--json", description = "Prints one JSON object.") boolean json,
            @Mixin ArchiveLocation archive) {
        VerifierKey key = given.read(line());
        if (key == null) {
            throw new CommandLine.ParameterException(line(), "--meta-log is missing: the meta log's verifier key");
        }
        try (Archive opened = archive.open(locations)) {
            MetaLog.Round round = new MetaLog(key, opened)
                    .newest()
                    .orElseThrow(() -> new ArchiveUnavailableException(
                            "there is no meta log " + key.logId() + " in " + String.join(", ", locations), null));
            MetaLogState state = state(opened, key, round);
            boolean holds =
                    state.logs().stream().allMatch(one -> one.published() != null && one.published() >= one.size());
            out().print(json ? ReportJson.of(null, holds ? 0 : 1, state) : state.text() + "\n");
            out().flush();
            return holds ? 0 : 1;
        } catch (DamagedObjectException | MalformedException e) {
            return report(1, "does not hold: " + PrintableText.of(String.valueOf(e.getMessage())));
        } catch (ArchiveUnavailableException e) {
            return report(COULD_NOT, "could not be checked: " + PrintableText.of(String.valueOf(e.getMessage())));
        }
    }

    private static MetaLogState state(Archive archive, VerifierKey key, MetaLog.Round round)
            throws ArchiveUnavailableException {
        List<MetaLogState.Covered> logs = new ArrayList<>();
        for (MetaLog.Entry entry : round.entries().values()) {
            String id = entry.covered().log();
            OptionalLong newest =
                    new PublishedLog(archive, id).newestSize(entry.covered().size());
            logs.add(new MetaLogState.Covered(
                    id, entry.covered().size(), entry.position(), newest.isPresent() ? newest.getAsLong() : null));
        }
        return new MetaLogState(
                key.logId(),
                key.name(),
                round.size(),
                round.checkpoint().root(),
                round.entries().values().iterator().next().covered().time(),
                logs);
    }
}
