package io.chirograph.query.export;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexFile;
import io.chirograph.query.index.LogIndexer;
import io.chirograph.query.index.LogRefusedException;
import io.chirograph.query.lookup.IndexReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/// An index that is built from an archive for one examination, and thrown away.
record TemporaryIndex(Path directory, IndexFile file, FollowedLogs logs) implements AutoCloseable {
    /// @param within where it may take place; about as much as the logs have, not compressed
    /// @param logs in the order in which they are indexed
    static TemporaryIndex create(Path within, List<FollowedLog> logs) throws IOException, SQLException {
        Path directory = Files.createTempDirectory(within, "chirograph-export-");
        return new TemporaryIndex(directory, IndexFile.open(directory), new FollowedLogs(logs));
    }

    /// Indexes all that is published.
    /// @throws LogRefusedException what the archive holds is not what a log signed, or is not all there
    void fill() throws ArchiveUnavailableException, LogRefusedException, SQLException {
        for (FollowedLog log : logs.logs()) {
            LogIndexer indexer = new LogIndexer(log, file);
            LogIndexer.Step step = indexer.step();
            while (step.indexed() < step.published()) {
                step = indexer.step();
            }
        }
    }

    IndexReader reader() {
        return new IndexReader(file, logs);
    }

    @Override
    public void close() throws IOException {
        file.close();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path one : files.toList()) {
                Files.delete(one);
            }
        }
        Files.delete(directory);
    }
}
