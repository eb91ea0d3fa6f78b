package io.chirograph.gateway.offers;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.dialect.offers.OfferedItem;
import io.chirograph.support.sqlite.SqliteFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What was offered last, list by list, in `offers.db`: names and digests.
/// What [#keep] was given is on the disk when it returns. Bounded: beyond so many bytes the lists that have not changed
/// for longest are forgotten, which makes their next answer a first one. Safe for many threads.
public final class OfferStore implements AutoCloseable {
    static final String FILE = "offers.db";
    private static final long MOST = 64L << 20;
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final TypeReference<LinkedHashMap<String, Row>> ITEMS = new TypeReference<>() {};
    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(
            1,
            List.of("CREATE TABLE IF NOT EXISTS offered (number INTEGER PRIMARY KEY, place TEXT NOT NULL UNIQUE,"
                    + " whole INTEGER NOT NULL, unlisted INTEGER NOT NULL, rest TEXT NOT NULL,"
                    + " size INTEGER NOT NULL, items BLOB NOT NULL) STRICT"));

    private final SqliteFile file;
    private final long most;

    /// One thing as it is kept: digest, length, parts.
    private record Row(String d, long n, Map<String, String> p) {}

    private OfferStore(SqliteFile file, long most) {
        this.file = file;
        this.most = most;
    }

    public static OfferStore open(Path dataDirectory) throws IOException {
        return open(dataDirectory, MOST);
    }

    static OfferStore open(Path dataDirectory, long most) throws IOException {
        return new OfferStore(SqliteFile.open(dataDirectory.resolve(FILE), SCHEMA), most);
    }

    /// What is known of one list.
    /// @param whole whether it was seen to its end at least once
    record Offered(boolean whole, long unlisted, String rest, SequencedMap<String, OfferedItem> items) {
        static final Offered NOTHING = new Offered(false, 0, "", new LinkedHashMap<>());
    }

    /// What was kept of a list.
    /// @throws IOException it cannot be read
    synchronized Offered last(String place) throws IOException {
        List<Offered> found = file.query(
                "SELECT whole, unlisted, rest, items FROM offered WHERE place = ?",
                row -> new Offered(
                        row.getInt(1) == 1, row.getLong(2), String.valueOf(row.getString(3)), items(row.getBytes(4))),
                place);
        return found.isEmpty() ? Offered.NOTHING : found.getFirst();
    }

    synchronized void keep(String place, Offered offered) throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        offered.items()
                .forEach((name, item) -> rows.put(
                        name, new Row(item.digest().value(), item.digest().length(), item.parts())));
        byte[] items = MAPPER.writeValueAsBytes(rows);
        file.write(() -> {
            file.update("DELETE FROM offered WHERE place = ?", place);
            file.update(
                    "INSERT INTO offered (place, whole, unlisted, rest, items, size) VALUES (?, ?, ?, ?, ?, ?)",
                    place,
                    offered.whole() ? 1 : 0,
                    offered.unlisted(),
                    offered.rest(),
                    items,
                    items.length);
            forgetOldest();
        });
    }

    /// The newest always stays.
    private void forgetOldest() throws IOException {
        file.update(
                "DELETE FROM offered WHERE number < (SELECT max(number) FROM offered) AND number IN (SELECT number FROM"
                        + " (SELECT number, sum(size) OVER (ORDER BY number DESC) AS newer FROM offered)"
                        + " WHERE newer > ?)",
                most);
    }

    private static SequencedMap<String, OfferedItem> items(byte @Nullable [] json) {
        SequencedMap<String, OfferedItem> items = new LinkedHashMap<>();
        if (json == null) {
            return items;
        }
        MAPPER.readValue(json, ITEMS)
                .forEach((name, row) -> items.put(
                        name, new OfferedItem(new Digest("sha256", null, row.d(), row.n()), new TreeMap<>(row.p()))));
        return items;
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
