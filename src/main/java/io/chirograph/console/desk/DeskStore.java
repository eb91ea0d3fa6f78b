package io.chirograph.console.desk;

import io.chirograph.support.sqlite.SqliteFile;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// The file of what auditors keep, `auditors-desk.db`. Thread-safe. A change is durable on return.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
public final class DeskStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeskStore.class);
    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(1, List.of("""
            CREATE TABLE IF NOT EXISTS item (
              number INTEGER PRIMARY KEY,
              kind TEXT NOT NULL,
              id TEXT NOT NULL,
              json TEXT NOT NULL,
              UNIQUE (kind, id))\
            """));

    private final SqliteFile file;

    public DeskStore(@Value("${chirograph.data-dir:./data}") Path dataDirectory) throws IOException {
        file = SqliteFile.open(dataDirectory.resolve("auditors-desk.db"), SCHEMA);
    }

    /// What is kept of one kind.
    /// @param most how many there may be
    public <T extends Shelf.Item> Shelf<T> shelf(String kind, Class<T> type, int most) {
        return new Shelf<>(this, kind, type, most);
    }

    /// What reads or writes the file.
    interface Work<T> {
        T run(SqliteFile file) throws IOException;
    }

    /// @throws ApiException the file cannot be read or written; the program's log says why
    synchronized <T> T run(Work<T> work) {
        try {
            return work.run(file);
        } catch (IOException e) {
            LOG.error("What auditors keep cannot be read or written", e);
            throw new ApiException(
                    ErrorCode.DESK_FAILED,
                    "What auditors keep here cannot be read or written; the program's log says why.");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
