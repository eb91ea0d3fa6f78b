package io.chirograph.query.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.value.Outcome;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import io.chirograph.tlog.TreeHasher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `docs/query-in-place.md` says to DuckDB, run over an archive and compared with the API.
@Tag("slow")
class QueryInPlaceTest {
    private static final Pattern BLOCK = Pattern.compile("```sql\n-- duckdb: (\\w+)\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private static Path data;

    private static TestLog log;
    private static AuditServer server;
    private static Connection duck;
    private static UUID told;

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        KeptLog kept = new KeptLog(log, archive);
        Map<String, String> acme = Map.of("tenant", "acme", "model", "large");
        told = kept.call(acme, text("what is \"it\"?\nünd"), text("that"));
        kept.call(acme, text("binary"), KeptLog.Content.clear("image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0}));
        kept.publish();
        log.started(Map.of("tenant", "other", "model", "small"));
        UUID failed = log.started(Map.of("tenant", "other", "model", "small"));
        log.completed(failed, Outcome.PROVIDER_ERROR, "small");
        log.publish();
        server = AuditServer.start(data, log.followed(), log.events.size());
        duck = DriverManager.getConnection("jdbc:duckdb:");
        run("SET autoinstall_known_extensions = false");
        run("SET autoload_known_extensions = false");
        run("SET threads = 2");
        run("SET TimeZone = 'UTC'");
        run(documented("tables"));
        run(documented("calls"));
    }

    @AfterAll
    static void stop() throws Exception {
        duck.close();
        server.close();
    }

    @Test
    void callsAreTheApisCalls() throws Exception {
        List<List<String>> rows = rows("SELECT call, outcome, provider, tenant, model FROM calls ORDER BY call");
        List<List<String>> api = new ArrayList<>();
        for (JsonNode call : get("calls?limit=100").get("items")) {
            JsonNode proven = call.get("actor").get("verified");
            api.add(List.of(
                    call.get("callId").asString(),
                    call.path("outcome").asString("open"),
                    call.get("provider").asString(),
                    proven.get("tenant").asString(),
                    call.get("model").asString()));
        }
        api.sort((one, other) -> one.getFirst().compareTo(other.getFirst()));
        assertThat(rows).hasSize(4).isEqualTo(api);
        assertThat(rows(documented("usage")))
                .containsExactly(
                        List.of("2026-11-21", "acme", "large", "2", "2", "4"),
                        List.of("2026-11-21", "other", "small", "2", "1", "2"));
    }

    @Test
    void leavesAreTheLogsLeaves() throws Exception {
        List<String> leaves = log.events.stream()
                .map(event -> "sha256:" + TreeHasher.leaf(event.canonical()).hex())
                .toList();
        assertThat(rows(documented("leaves")))
                .extracting(List::getFirst)
                .containsExactlyInAnyOrderElementsOf(leaves)
                .contains(get("events?limit=1")
                        .get("items")
                        .get(0)
                        .get("leafHash")
                        .asString());
    }

    @Test
    void contentIsTheApisContent() throws Exception {
        assertThat(rows(documented("said")))
                .containsExactly(List.of(told.toString(), "text/plain", "what is \"it\"?\nünd", "that"));
        assertThat(rows("SELECT hex(bytes) FROM content WHERE media_type = 'image/png'"))
                .containsExactly(List.of("89504E4700"));
        assertThat(rows("SELECT count(*) FROM content")).containsExactly(List.of("4"));
    }

    private static KeptLog.Content text(String text) {
        return KeptLog.Content.clear("text/plain", text.getBytes(UTF_8));
    }

    private static JsonNode get(String path) throws Exception {
        return JsonMapper.shared().readTree(server.get(path).body());
    }

    /// A block of the page, with the archive's place in it.
    private static String documented(String name) throws Exception {
        Matcher block = BLOCK.matcher(Files.readString(Path.of("docs/query-in-place.md")));
        while (block.find()) {
            if (block.group(1).equals(name)) {
                return block.group(2)
                        .replace("ARCHIVE", data.resolve("archive").toString())
                        .replace("LOG", log.layout().logId());
            }
        }
        throw new AssertionError("docs/query-in-place.md has no block " + name);
    }

    private static void run(String sql) throws Exception {
        try (Statement statement = duck.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<List<String>> rows(String sql) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = duck.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(found.getString(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
