package io.chirograph.gateway.batches;

import io.chirograph.event.encoding.Digest;
import io.chirograph.support.sqlite.SqliteFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which batches there are, their lines and which of these have ended, in `batches.db`; and the lines of
/// files that were uploaded to become batches. Each change is on the disk when its method returns. Safe for
/// many threads.
public final class BatchStore implements AutoCloseable {
    static final String FILE = "batches.db";
    private static final int PAGE = 500;
    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(
            1,
            List.of(
                    // doubt: the journal's records from here on say more than this file; ending: a verdict; over: the
                    // provider's word for the end
                    "CREATE TABLE IF NOT EXISTS batch (number INTEGER PRIMARY KEY, call BLOB NOT NULL UNIQUE,"
                            + " provider TEXT NOT NULL, id TEXT, retention TEXT NOT NULL, doubt INTEGER, ending TEXT,"
                            + " over TEXT, at INTEGER NOT NULL, UNIQUE (provider, id)) STRICT",
                    "CREATE TABLE IF NOT EXISTS line (batch INTEGER NOT NULL, call BLOB NOT NULL,"
                            + " number INTEGER NOT NULL, path TEXT NOT NULL, model TEXT, ended INTEGER NOT NULL,"
                            + " PRIMARY KEY (batch, call)) STRICT, WITHOUT ROWID",
                    "CREATE INDEX IF NOT EXISTS line_open ON line (batch) WHERE ended = 0",
                    "CREATE TABLE IF NOT EXISTS result (provider TEXT NOT NULL, id TEXT NOT NULL,"
                            + " batch INTEGER NOT NULL, fetched INTEGER NOT NULL, PRIMARY KEY (provider, id))"
                            + " STRICT, WITHOUT ROWID",
                    "CREATE TABLE IF NOT EXISTS input (number INTEGER PRIMARY KEY, provider TEXT NOT NULL,"
                            + " id TEXT NOT NULL, lines INTEGER NOT NULL, at INTEGER NOT NULL,"
                            + " UNIQUE (provider, id)) STRICT",
                    "CREATE TABLE IF NOT EXISTS input_line (input INTEGER NOT NULL, number INTEGER NOT NULL,"
                            + " custom TEXT NOT NULL, path TEXT NOT NULL, facts TEXT NOT NULL, digest TEXT NOT NULL,"
                            + " length INTEGER NOT NULL, PRIMARY KEY (input, number)) STRICT, WITHOUT ROWID"));

    private final SqliteFile file;
    private final long mostInputLines;

    /// A batch as it is known.
    /// @param call that submitted it
    /// @param id the provider's; null while that is not known
    /// @param doubt the position in the journal from which on its lines may have records that are not known
    ///     here; null where nothing is in doubt
    /// @param ending how its lines end; null where their results say it
    record Batch(
            long number,
            UUID call,
            @Nullable String id,
            String retention,
            @Nullable Long doubt,
            @Nullable BatchVerdict ending) {}

    /// A line that was started.
    /// @param model that it asks for
    record Started(
            UUID call, long number, String path, @Nullable String model, boolean hasEnded) {}

    private BatchStore(SqliteFile file, long mostInputLines) {
        this.file = file;
        this.mostInputLines = mostInputLines;
    }

    public static BatchStore open(Path dataDirectory) throws IOException {
        return open(dataDirectory, 1_000_000);
    }

    static BatchStore open(Path dataDirectory, long mostInputLines) throws IOException {
        return new BatchStore(SqliteFile.open(dataDirectory.resolve(FILE), SCHEMA), mostInputLines);
    }

    /// A batch that is about to be submitted.
    /// @param doubt where the journal ends before its lines are recorded
    synchronized Batch begin(UUID call, String provider, String retention, long doubt, Collection<Started> lines)
            throws IOException {
        long[] number = new long[1];
        file.write(() -> {
            file.update(
                    "INSERT INTO batch (call, provider, retention, doubt, at) VALUES (?, ?, ?, ?, ?)",
                    LineIds.bytes(call),
                    provider,
                    retention,
                    doubt,
                    Instant.now().getEpochSecond());
            number[0] = file.query(
                            "SELECT number FROM batch WHERE call = ?", row -> row.getLong(1), LineIds.bytes(call))
                    .getFirst();
            for (Started line : lines) {
                file.update(
                        "INSERT INTO line (batch, call, number, path, model, ended) VALUES (?, ?, ?, ?, ?, 0)",
                        number[0],
                        LineIds.bytes(line.call),
                        line.number,
                        line.path,
                        line.model);
            }
        });
        return new Batch(number[0], call, null, retention, doubt, null);
    }

    /// The provider took it, and calls it by this id. All its lines were recorded. What it called so before
    /// is not found any more.
    synchronized void bind(long batch, String provider, String id) throws IOException {
        file.write(() -> {
            file.update("UPDATE batch SET id = id || ' ' || number WHERE provider = ? AND id = ?", provider, id);
            file.update("UPDATE batch SET id = ?, doubt = NULL WHERE number = ?", id, batch);
        });
    }

    synchronized @Nullable Batch find(String provider, String id) throws IOException {
        return one("provider = ? AND id = ?", provider, id);
    }

    /// The batch that has results in this file.
    synchronized @Nullable Batch ofResult(String provider, String id) throws IOException {
        return one("number = (SELECT batch FROM result WHERE provider = ? AND id = ?)", provider, id);
    }

    synchronized @Nullable Batch get(long number) throws IOException {
        return one("number = ?", number);
    }

    private @Nullable Batch one(String where, Object... values) throws IOException {
        return some(where, values).stream().findFirst().orElse(null);
    }

    /// Batches that something is to be done about: they have a verdict, are in doubt, or nobody knows
    /// whether the provider took them.
    synchronized List<Batch> unsettled() throws IOException {
        return some("ending IS NOT NULL OR doubt IS NOT NULL OR id IS NULL");
    }

    private List<Batch> some(String where, Object... values) throws IOException {
        return file.query(
                "SELECT number, call, id, retention, doubt, ending FROM batch WHERE " + where,
                row -> {
                    long doubt = row.getLong(5);
                    boolean isSure = row.wasNull();
                    String ending = row.getString(6);
                    return new Batch(
                            row.getLong(1),
                            LineIds.of(row.getBytes(2)),
                            row.getString(3),
                            row.getString(4),
                            isSure ? null : (Long) doubt,
                            ending == null ? null : BatchVerdict.read(ending));
                },
                values);
    }

    /// From this position on the journal may say more of the batch's lines; null for no doubt.
    synchronized void doubt(long batch, @Nullable Long position) throws IOException {
        file.update("UPDATE batch SET doubt = ? WHERE number = ?", position, batch);
    }

    /// What has not ended ends like this; null where that is done.
    synchronized void ending(long batch, @Nullable BatchVerdict verdict) throws IOException {
        file.update("UPDATE batch SET ending = ? WHERE number = ?", verdict == null ? null : verdict.written(), batch);
    }

    synchronized @Nullable Started line(long batch, UUID call) throws IOException {
        return lines("batch = ? AND call = ?", batch, LineIds.bytes(call)).stream()
                .findFirst()
                .orElse(null);
    }

    /// Some of the lines that have not ended.
    synchronized List<Started> open(long batch) throws IOException {
        return lines("batch = ? AND ended = 0 LIMIT " + PAGE, batch);
    }

    private List<Started> lines(String where, Object... values) throws IOException {
        return file.query(
                "SELECT call, number, path, model, ended FROM line WHERE " + where,
                row -> new Started(
                        LineIds.of(row.getBytes(1)),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getInt(5) != 0),
                values);
    }

    /// The calls of all lines that have not ended.
    synchronized Set<UUID> openCalls(long batch) throws IOException {
        return new HashSet<>(file.query(
                "SELECT call FROM line WHERE batch = ? AND ended = 0", row -> LineIds.of(row.getBytes(1)), batch));
    }

    /// How many lines of all batches have not ended.
    synchronized long countOpen() throws IOException {
        return file.query("SELECT count(*) FROM line WHERE ended = 0", row -> row.getLong(1))
                .getFirst();
    }

    synchronized void ended(long batch, Collection<UUID> lines) throws IOException {
        file.write(() -> {
            for (UUID line : lines) {
                file.update("UPDATE line SET ended = 1 WHERE batch = ? AND call = ?", batch, LineIds.bytes(line));
            }
        });
    }

    /// These were never recorded.
    synchronized void never(long batch, Collection<UUID> lines) throws IOException {
        file.write(() -> {
            for (UUID line : lines) {
                file.update("DELETE FROM line WHERE batch = ? AND call = ?", batch, LineIds.bytes(line));
            }
        });
    }

    /// The batch and all about it is forgotten.
    synchronized void forget(long batch) throws IOException {
        file.write(() -> remove("number = ?", batch));
    }

    private void remove(String where, Object value) throws IOException {
        String which = " (SELECT number FROM batch WHERE " + where + ")";
        file.update("DELETE FROM line WHERE batch IN" + which, value);
        file.update("DELETE FROM result WHERE batch IN" + which, value);
        file.update("DELETE FROM batch WHERE " + where, value);
    }

    /// The provider says that the batch is over, and in which files its results are.
    /// @param over the provider's word; null while it goes on
    synchronized void seen(long batch, String provider, Collection<String> files, @Nullable String over)
            throws IOException {
        file.write(() -> {
            for (String id : files) {
                file.update(
                        "INSERT OR IGNORE INTO result (provider, id, batch, fetched) VALUES (?, ?, ?, 0)",
                        provider,
                        id,
                        batch);
            }
            if (over != null) {
                file.update("UPDATE batch SET over = ? WHERE number = ?", over, batch);
            }
        });
    }

    /// A file of results was fetched whole.
    synchronized void fetched(String provider, String id) throws IOException {
        file.update("UPDATE result SET fetched = 1 WHERE provider = ? AND id = ?", provider, id);
    }

    /// The provider's word for the end of a batch all of whose results were fetched; null for any other.
    synchronized @Nullable String over(long batch) throws IOException {
        return file
                .query(
                        "SELECT over FROM batch WHERE number = ? AND over IS NOT NULL AND NOT EXISTS"
                                + " (SELECT 1 FROM result WHERE batch = number AND fetched = 0)",
                        row -> row.getString(1),
                        batch)
                .stream()
                .findFirst()
                .orElse(null);
    }

    /// Remembers the lines of an uploaded file.
    synchronized void input(String provider, String id, Line.Source lines) throws IOException {
        file.write(() -> {
            removeInputs("provider = ? AND id = ?", provider, id);
            file.update(
                    "INSERT INTO input (provider, id, lines, at) VALUES (?, ?, 0, ?)",
                    provider,
                    id,
                    Instant.now().getEpochSecond());
            long input = file.query("SELECT max(number) FROM input", row -> row.getLong(1))
                    .getFirst();
            IOException[] failure = new IOException[1];
            long[] count = new long[1];
            lines.each(line -> {
                count[0]++;
                if (failure[0] == null) {
                    failure[0] = inputLine(input, line);
                }
            });
            if (failure[0] != null) {
                throw failure[0];
            }
            file.update("UPDATE input SET lines = ? WHERE number = ?", count[0], input);
            long over = file.query("SELECT sum(lines) FROM input", row -> row.getLong(1))
                            .getFirst()
                    - mostInputLines;
            if (over > 0) {
                removeInputs(
                        "number < ? AND (SELECT sum(lines) FROM input AS o WHERE o.number < input.number) < ?",
                        input,
                        over);
            }
        });
    }

    private @Nullable IOException inputLine(long input, Line line) {
        try {
            file.update(
                    "INSERT INTO input_line (input, number, custom, path, facts, digest, length)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    input,
                    line.number(),
                    line.customId(),
                    line.path(),
                    LineFacts.written(line.facts()),
                    line.digest().value(),
                    line.digest().length());
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private void removeInputs(String where, Object... values) throws IOException {
        file.update("DELETE FROM input_line WHERE input IN (SELECT number FROM input WHERE " + where + ")", values);
        file.update("DELETE FROM input WHERE " + where, values);
    }

    synchronized boolean hasInput(String provider, String id) throws IOException {
        return !file.query("SELECT 1 FROM input WHERE provider = ? AND id = ?", row -> 1, provider, id)
                .isEmpty();
    }

    /// The lines of an uploaded file.
    Line.Source input(String provider, String id) {
        return visitor -> {
            List<Line> page = page(provider, id, 0);
            while (!page.isEmpty()) {
                page.forEach(visitor);
                page = page(provider, id, page.getLast().number());
            }
        };
    }

    private synchronized List<Line> page(String provider, String id, long behind) throws IOException {
        return file.query(
                "SELECT number, custom, path, facts, digest, length FROM input_line WHERE input ="
                        + " (SELECT number FROM input WHERE provider = ? AND id = ?) AND number > ?"
                        + " ORDER BY number LIMIT " + PAGE,
                row -> new Line(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        LineFacts.read(row.getString(4)),
                        new Digest("sha256", null, row.getString(5), row.getLong(6))),
                provider,
                id,
                behind);
    }

    /// Forgets what is older, whatever its state.
    synchronized void forgetBefore(Instant time) throws IOException {
        file.write(() -> {
            remove("at < ?", time.getEpochSecond());
            removeInputs("at < ?", time.getEpochSecond());
        });
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
