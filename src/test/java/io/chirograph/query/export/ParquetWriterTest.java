package io.chirograph.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.lookup.TimelineItem;
import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.TreeHasher;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parquet by itself, read back by DuckDB.
class ParquetWriterTest {
    @TempDir
    private Path directory;

    /// What a query finds in a file, as the table `export`.
    static List<List<String>> rows(byte[] parquet, Path file, String sql) throws Exception {
        Files.write(file, parquet);
        List<List<String>> rows = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("SET autoinstall_known_extensions = false");
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("CREATE VIEW export AS SELECT * FROM read_parquet('" + file + "')");
            try (ResultSet found = statement.executeQuery(sql)) {
                while (found.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                        row.add(found.getString(i));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private static Row row(long position, @Nullable UUID id, String bytes) {
        byte[] sealed = bytes.getBytes(StandardCharsets.UTF_8);
        return Row.of(new TimelineItem(
                null,
                new IndexedEvent(
                        "gw-1-00000001",
                        position,
                        1_764_000_000_000L + position,
                        id,
                        TreeHasher.leaf(sealed),
                        "log.heartbeat",
                        null,
                        sealed),
                null));
    }

    private static byte[] written(ExportFormat format, List<Row> rows) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RowWriter writer = format.writer(ExportList.EVENTS, out);
        writer.begin();
        for (Row row : rows) {
            writer.row(row);
        }
        writer.end();
        return out.toByteArray();
    }

    @Test
    void rowsOfManyGroupsAreReadBack() throws Exception {
        List<Row> rows = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < 11_003; i++) {
            String event = i % 7 == 0 ? "no event" : "{\"n\":" + i + ",\"text\":\"" + "ü".repeat(i % 300) + "\"}";
            rows.add(row(i, i % 7 == 0 ? null : new UUID(1, i), event));
            bytes += i % 7 == 0 ? 0 : event.getBytes(StandardCharsets.UTF_8).length;
        }
        byte[] parquet = written(ExportFormat.PARQUET, rows);
        Path file = directory.resolve("rows.parquet");
        assertThat(rows(
                        parquet,
                        file,
                        "SELECT count(*), sum(index), count(id), count(event), count(bytes), sum(strlen(event)),"
                                + " count(DISTINCT leafHash), count(time) FROM export"))
                .containsExactly(List.of(
                        "11003",
                        String.valueOf(11_002L * 11_003 / 2),
                        "9431",
                        "9431",
                        "1572",
                        String.valueOf(bytes),
                        "9432",
                        "9431"));
        assertThat(rows(
                        parquet,
                        file,
                        "SELECT index, epoch_ms(time) - index FROM export WHERE index IN (1, 5000, 11002)"))
                .containsExactly(
                        List.of("1", "1764000000000"),
                        List.of("5000", "1764000000000"),
                        List.of("11002", "1764000000000"));
        assertThat(rows(parquet, file, "SELECT count(DISTINCT row_group_id) FROM parquet_metadata('" + file + "')")
                        .getFirst()
                        .getFirst())
                .isEqualTo("3");
    }

    /// Manifests are kept for years, and what they say of bytes has to stay true: where these digests change, the
    /// version of manifests has to.
    @Test
    void theBytesOfThisVersionStayAsTheyAre() throws Exception {
        List<Row> rows = List.of(
                row(0, new UUID(1, 2), "{\"a\":\"=1\",\"b\":-1}"),
                row(1, null, "no event"),
                row(2, new UUID(1, 3), "{}"));
        assertThat(ExportManifest.VERSION).isEqualTo(1);
        assertThat(Sha256.hex(written(ExportFormat.CSV, rows)))
                .isEqualTo("55fb5036bfc1d6eb3116b4cb8988651ac9db50ad32fded0dfbdd234293ea315d");
        assertThat(Sha256.hex(written(ExportFormat.NDJSON, rows)))
                .isEqualTo("a503b6d49b64b4ff457fae8c24772f8f9715d7634fbf987d736a026ae5ac7f58");
        assertThat(Sha256.hex(written(ExportFormat.PARQUET, rows)))
                .isEqualTo("66d69b013da44cf2887a4f7cc8d47e34c7df18f5d0fef66216461750ea4ebb00");
    }
}
