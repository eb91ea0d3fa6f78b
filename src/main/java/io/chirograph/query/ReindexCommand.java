package io.chirograph.query;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexStore;
import io.chirograph.query.index.LogIndexer;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;

/// `chirograph reindex`: throws the index of a stopped process away and builds it again from the archive, at full
/// speed. Exit code 1 when a log is not what its checkpoints sign; what was verified before that stays indexed.
@Command(
        name = "reindex",
        mixinStandardHelpOptions = true,
        description = "Build the index again from the archive, of a process that is stopped.")
public final class ReindexCommand extends ChirographCommand implements Callable<Integer> {
    private final Supplier<Environment> environment;
    private final Function<Environment, VerifierKey> ownKey;

    /// @param ownKey the key of the log that the process writes
    public ReindexCommand(Supplier<Environment> environment, Function<Environment, VerifierKey> ownKey) {
        this.environment = environment;
        this.ownKey = ownKey;
    }

    @Override
    public Integer call() throws IOException, SQLException, ArchiveUnavailableException {
        Environment settings = environment.get();
        Binder binder = Binder.get(settings);
        Path dataDir = Path.of(settings.getProperty("chirograph.data-dir", "./data"));
        QueryProperties query = binder.bindOrCreate("chirograph.query", QueryProperties.class);
        try (ConfiguredArchives archives = ConfiguredArchives.open(binder, dataDir);
                IndexStore index = query.open(dataDir)) {
            index.reset();
            List<VerifierKey> own = List.of(ownKey.apply(settings));
            int exit = rebuild(FollowedLogs.of(own, dataDir, query.keys(), archives), index);
            index.repaired();
            return exit;
        }
    }

    private int rebuild(FollowedLogs logs, IndexStore index) throws SQLException, ArchiveUnavailableException {
        int exit = DONE;
        for (FollowedLog log : logs.logs()) {
            LogIndexer indexer = new LogIndexer(log, index);
            try {
                LogIndexer.Step step = indexer.step();
                while (step.indexed() < step.published()) {
                    step = indexer.step();
                }
                print("log " + log.id() + ": " + step.indexed() + " events indexed");
            } catch (LogRefusedException e) {
                print(String.valueOf(e.getMessage()));
                exit = FAILED;
            }
        }
        return exit;
    }
}
