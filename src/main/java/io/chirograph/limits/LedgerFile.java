package io.chirograph.limits;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.facts.CallStarted.Counted;
import io.chirograph.event.facts.CallStarted.Held;
import io.chirograph.support.sqlite.SqliteFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What the journal says of limits up to a position, in `limits.db`: what has been used, which calls are
/// open, what was warned of. A change is durable whole, with the position that it brings the file to, or
/// not made. One thread at a time.
final class LedgerFile implements AutoCloseable {
    static final String FILE = "limits.db";
    private static final String POSITION = "position";
    private static final String TIME = "time";
    private static final String KEY = "key";
    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(
            1,
            List.of(
                    "CREATE TABLE IF NOT EXISTS used (slot TEXT PRIMARY KEY, rule TEXT NOT NULL, subject TEXT NOT NULL,"
                            + " since INTEGER NOT NULL, until INTEGER NOT NULL, requests INTEGER NOT NULL,"
                            + " input INTEGER NOT NULL, output INTEGER NOT NULL, cost TEXT NOT NULL,"
                            + " warned INTEGER NOT NULL) STRICT",
                    "CREATE TABLE IF NOT EXISTS open (call TEXT PRIMARY KEY, held TEXT NOT NULL) STRICT",
                    "CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"));

    private final SqliteFile file;
    private final byte[] key;

    /// One subject's usage of one limit in its newest window.
    /// @param warned the highest percent that was warned of
    record Used(Counted of, Amounts amounts, long warned) {}

    private LedgerFile(SqliteFile file, byte[] key) {
        this.file = file;
        this.key = key;
    }

    /// @param position where a new file begins
    static LedgerFile open(Path dataDirectory, long position) throws IOException {
        SqliteFile file = SqliteFile.open(dataDirectory.resolve(FILE), SCHEMA);
        byte[] made = new byte[32];
        new SecureRandom().nextBytes(made);
        file.write(() -> {
            file.update(
                    "INSERT OR IGNORE INTO state VALUES (?, ?)",
                    KEY,
                    HexFormat.of().formatHex(made));
            file.update("INSERT OR IGNORE INTO state VALUES (?, ?)", POSITION, Long.toString(position));
        });
        return new LedgerFile(file, HexFormat.of().parseHex(state(file, KEY, "")));
    }

    private static String state(SqliteFile file, String name, String missing) throws IOException {
        return file
                .query("SELECT value FROM state WHERE name = ?", row -> String.valueOf(row.getString(1)), name)
                .stream()
                .findFirst()
                .orElse(missing);
    }

    /// The key of the hashes that slots are named by.
    byte[] key() {
        return key.clone();
    }

    /// The position of the first record that it knows nothing of.
    long position() throws IOException {
        return Long.parseLong(state(file, POSITION, "0"));
    }

    /// The latest time that windows went by.
    Instant time() throws IOException {
        return Instant.ofEpochMilli(Long.parseLong(state(file, TIME, "0")));
    }

    Map<UUID, Held> open() throws IOException {
        Map<UUID, Held> open = new HashMap<>();
        file.each(
                "SELECT call, held FROM open",
                row -> open.put(
                        UUID.fromString(row.getString(1)),
                        HeldJson.read(JsonMapper.shared().readTree(row.getString(2)))));
        return open;
    }

    List<Used> used() throws IOException {
        return file.query("SELECT * FROM used", LedgerFile::used);
    }

    @Nullable
    Used used(String slot) throws IOException {
        return file.query("SELECT * FROM used WHERE slot = ?", LedgerFile::used, slot).stream()
                .findFirst()
                .orElse(null);
    }

    private static Used used(ResultSet row) throws SQLException {
        return new Used(
                new Counted(
                        row.getString("rule"),
                        row.getString("slot"),
                        Instant.ofEpochMilli(row.getLong("since")),
                        Instant.ofEpochMilli(row.getLong("until")),
                        HeldJson.subject(JsonMapper.shared().readTree(row.getString("subject")))),
                new Amounts(
                        row.getLong("requests"),
                        row.getLong("input"),
                        row.getLong("output"),
                        new BigDecimal(row.getString("cost"))),
                row.getLong("warned"));
    }

    /// Brings the file to a position.
    /// @param opened calls that are open by then and were not before
    /// @param closed those that were
    void advance(long position, Instant time, Collection<Used> changed, Map<UUID, Held> opened, Collection<UUID> closed)
            throws IOException {
        file.write(() -> {
            for (Used used : changed) {
                Counted of = used.of;
                Amounts amounts = used.amounts;
                file.update(
                        "INSERT OR REPLACE INTO used VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        of.slot(),
                        of.rule(),
                        CanonicalJson.text(of.subject()),
                        of.from().toEpochMilli(),
                        of.until().toEpochMilli(),
                        amounts.requests(),
                        amounts.inputTokens(),
                        amounts.outputTokens(),
                        amounts.cost().toPlainString(),
                        used.warned);
            }
            for (var call : opened.entrySet()) {
                file.update(
                        "INSERT OR REPLACE INTO open VALUES (?, ?)",
                        call.getKey().toString(),
                        CanonicalJson.text(call.getValue().members()));
            }
            for (UUID call : closed) {
                file.update("DELETE FROM open WHERE call = ?", call.toString());
            }
            file.update("DELETE FROM used WHERE until <= ?", time.toEpochMilli());
            file.update("INSERT OR REPLACE INTO state VALUES (?, ?)", POSITION, Long.toString(position));
            file.update("INSERT OR REPLACE INTO state VALUES (?, ?)", TIME, Long.toString(time.toEpochMilli()));
        });
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
