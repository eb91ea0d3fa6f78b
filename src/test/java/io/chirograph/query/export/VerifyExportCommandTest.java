package io.chirograph.query.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.Event;
import io.chirograph.event.value.Outcome;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.TestLog;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.json.StrictJson;
import io.chirograph.tlog.TreeHasher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

/// The command over files and a directory: what it believes, and what it convicts.
class VerifyExportCommandTest {
    @TempDir
    private Path directory;

    private Archive archive;
    private TestLog log;
    private long earlier;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void aLog() throws Exception {
        archive = Archives.directory(directory.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        UUID open = null;
        for (int i = 0; i < 230; i++) {
            log.ok(Map.of("tenant", i % 3 == 0 ? "acme" : "other", "metadata.note", "=" + i));
            if (i == 100) {
                open = log.started(Map.of("tenant", "acme"));
            }
        }
        publish(log);
        earlier = log.events.size();
        Files.createDirectories(directory.resolve("shorter"));
        copy(directory.resolve("archive"), directory.resolve("shorter"));
        log.completed(Objects.requireNonNull(open), Outcome.OK, "late");
        log.ok(Map.of("tenant", "acme"));
        log.publish();
    }

    @AfterEach
    void close() {
        archive.close();
    }

    /// Publishes more than 256 and less than 512 events, with the tile of the first.
    private void publish(TestLog log) throws Exception {
        log.publish();
        ByteArrayOutputStream tile = new ByteArrayOutputStream();
        for (Event event : log.events.subList(0, 256)) {
            tile.writeBytes(TreeHasher.leaf(event.canonical()).bytes());
        }
        archive.put(
                log.followed().id() + "/tile/0/000",
                tile.toByteArray(),
                new Retention(LockMode.NONE, TestLog.START.plusSeconds(86_400)));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private Path manifest() {
        return directory.resolve("manifest.json");
    }

    private Path export() {
        return directory.resolve("export");
    }

    /// An export as the gateway makes it, with its manifest.
    private byte[] make(String list, String parameters, AuditScope scope, @Nullable CutOff cutOff, TestLog... logs)
            throws Exception {
        List<FollowedLog> followed = Stream.of(logs).map(TestLog::followed).toList();
        Path work = Files.createDirectories(directory.resolve("gateway"));
        try (TemporaryIndex index = TemporaryIndex.create(work, followed)) {
            index.fill();
            Map<String, String[]> given = new HashMap<>();
            for (String one : parameters.split("&", -1)) {
                given.put(one.substring(0, one.indexOf('=')), new String[] {one.substring(one.indexOf('=') + 1)});
            }
            ExportQuestion question = ExportQuestion.parse(ExportList.of(list).orElseThrow(), given, null);
            var seen = index.reader().within(scope);
            Export export = Export.begin(question, cutOff == null ? new CutOff(seen.sizes()) : cutOff, seen);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Export.Totals totals = export.write(bytes);
            Files.write(export(), bytes.toByteArray());
            Files.write(manifest(), StrictJson.bytes(ExportManifest.of(export, totals)));
            return bytes.toByteArray();
        }
    }

    private byte[] make(String list, String parameters) throws Exception {
        return make(list, parameters, AuditScope.ALL, null, log);
    }

    private int verify(String where, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "--archive",
                directory.resolve(where).toString(),
                "--manifest",
                manifest().toString(),
                "--export",
                export().toString()));
        words.addAll(List.of(more));
        out.getBuffer().setLength(0);
        return new CommandLine(new VerifyExportCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((e, line, result) -> {
                    err.write(String.valueOf(e));
                    return 2;
                })
                .execute(words.toArray(String[]::new));
    }

    private int verify() {
        return verify("archive", "--key", log.followed().key().encode());
    }

    private void change(UnaryOperator<ObjectNode> change) throws Exception {
        ObjectNode manifest = (ObjectNode) StrictJson.MAPPER.readTree(Files.readAllBytes(manifest()));
        Files.write(manifest(), StrictJson.bytes(change.apply(manifest)));
    }

    /// Makes the manifest's figures those of another file, as a forger would.
    private void forge(byte[] bytes, long rows) throws Exception {
        Files.write(export(), bytes);
        change(manifest -> manifest.put("rows", rows).put("bytes", bytes.length).put("sha256", Sha256.hex(bytes)));
    }

    @ParameterizedTest
    @CsvSource({
        "calls, format=csv",
        "calls, format=ndjson&tenant=acme&order=asc",
        "calls, format=parquet&limit=7",
        "calls, format=csv&outcome=open",
        "calls, format=csv&tenant=nobody",
        "events, format=parquet",
        "events, format=csv&type=ai.call.s*",
        "events, format=ndjson&metadata.note==3*",
        "timeline, format=ndjson&metadata.note==7",
        "summary, format=csv&group=tenant&by=hour",
        "summary, format=ndjson&q=acme",
        "summary, format=parquet&group=model,tenant&limit=1",
        "summary, format=csv&tenant=nobody"
    })
    void whatTheLogGivesHolds(String list, String parameters) throws Exception {
        make(list, parameters);
        assertThat(verify()).as("%s", out).isZero();
        assertThat(out.toString()).contains("is what its key signed", "byte for byte", "The export holds.");
        try (Stream<Path> left = Files.list(directory.resolve("gateway"))) {
            assertThat(left).as("nothing is left of the index").isEmpty();
        }
    }

    @Test
    void anEarlierCutOffHoldsByTheLaterLogAndByThatOfThen() throws Exception {
        CutOff cutOff = CutOff.parse(log.followed().id() + ":" + (earlier - 6));
        String open = new String(make("calls", "format=csv&outcome=open", AuditScope.ALL, cutOff, log), UTF_8);
        assertThat(open.lines()).as("open then").hasSize(2);
        assertThat(verify()).as("%s", out).isZero();
        assertThat(verify("shorter", "--key", log.followed().key().encode()))
                .as("the manifest's checkpoint is beyond it")
                .isEqualTo(1);
        assertThat(out.toString()).contains("tail-cut");
    }

    /// Groups of one size, some of which are not told apart: neither the order in which logs were indexed nor the
    /// numbers of their words may say which.
    @Test
    void figuresHoldWhicheverLogWasIndexedFirst() throws Exception {
        TestLog other = new TestLog(archive, "example.com/chirograph/gw-2");
        for (int i = 0; i < 240; i++) {
            other.ok(Map.of("tenant", i % 2 == 0 ? "b" : "acme", "metadata.note", "x"));
        }
        publish(other);
        String figures = new String(
                make("summary", "format=csv&group=tenant,model&by=hour&limit=2", AuditScope.ALL, null, other, log),
                UTF_8);
        assertThat(figures.lines()).hasSize(4);
        assertThat(figures).contains("true,");
        assertThat(verify(
                        "archive",
                        "--key",
                        log.followed().key().encode(),
                        "--key",
                        other.followed().key().encode()))
                .as("%s", out)
                .isZero();
        forge(figures.replaceFirst(",([0-9]+),", ",9$1,").getBytes(UTF_8), 3);
        assertThat(verify(
                        "archive",
                        "--key",
                        log.followed().key().encode(),
                        "--key",
                        other.followed().key().encode()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("export-differs");
    }

    @Test
    void whatOneTenantsAuditorExportedHolds() throws Exception {
        AuditScope scope = new AuditScope(new TreeSet<>(List.of("acme")), null);
        String mine = new String(make("events", "format=ndjson", scope, null, log), UTF_8);
        assertThat(mine).contains("acme").doesNotContain("other");
        assertThat(verify()).as("%s", out).isZero();
        change(manifest -> {
            manifest.putObject("scope").put("tenants", "acme");
            return manifest;
        });
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("export-manifest-invalid");
        change(manifest -> {
            manifest.putObject("scope").putArray("colours");
            return manifest;
        });
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("export-manifest-invalid");
        change(manifest -> {
            manifest.putObject("scope");
            return manifest;
        });
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("export-differs");
    }

    private interface Change {
        void of(List<String> lines);
    }

    private void convicts(String format, Change change) throws Exception {
        String text = new String(make("calls", "order=asc&format=" + format), UTF_8);
        String end = format.equals("csv") ? "\r\n" : "\n";
        List<String> lines = new ArrayList<>(List.of(text.split(end, -1)));
        change.of(lines);
        byte[] changed = String.join(end, lines).getBytes(UTF_8);
        Files.write(export(), changed);
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("export-differs").doesNotContain("export-manifest-false");
        forge(changed, lines.size() - (format.equals("csv") ? 2 : 1));
        assertThat(verify()).as("the manifest says so, too").isEqualTo(1);
        assertThat(out.toString()).contains("export-differs", "export-manifest-false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "ndjson"})
    void anotherRowIsConvicted(String format) throws Exception {
        convicts(format, lines -> lines.remove(57));
        convicts(format, lines -> lines.remove(lines.size() - 2));
        convicts(format, lines -> lines.add(57, lines.get(57)));
        convicts(format, lines -> lines.add(lines.size() - 1, lines.get(9)));
        convicts(
                format,
                lines -> lines.set(57, lines.get(57).replace("acme", "ecma").replace("other", "rehto")));
        convicts(format, lines -> Collections.swap(lines, 57, 58));
        convicts(format, lines -> lines.subList(100, lines.size()).clear());
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void anyOtherByteIsConvicted(ExportFormat format) throws Exception {
        byte[] export = make("events", "format=" + format.word());
        for (int at : new int[] {0, 1000, export.length / 2, export.length - 1}) {
            byte[] changed = export.clone();
            changed[at] ^= 1;
            Files.write(export(), changed);
            assertThat(verify()).as("byte " + at).isEqualTo(1);
            assertThat(out.toString()).contains("export-differs", "(byte " + at + ", item ");
        }
        Files.write(export(), new byte[0]);
        assertThat(verify()).isEqualTo(1);
        byte[] longer = Arrays.copyOf(export, export.length + 1);
        Files.write(export(), longer);
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("expected the end");
    }

    @ParameterizedTest
    @CsvSource({
        "rows, 1, export-manifest-false",
        "bytes, 1, export-manifest-false",
        "sha256, 00, export-manifest-false",
        "format, ndjson, export-differs",
        "format, pdf, export-manifest-invalid",
        "list, events, export-differs",
        "list, summary, export-differs",
        "list, keys, export-manifest-invalid"
    })
    void aManifestThatSaysOtherwiseIsConvicted(String field, String value, String code) throws Exception {
        make("calls", "tenant=acme&format=csv");
        change(manifest -> value.equals("1") ? manifest.put(field, 1) : manifest.put(field, value));
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains(code);
    }

    @ParameterizedTest
    @CsvSource({
        "tenant, other, export-differs",
        "limit, 3, export-differs",
        "order, asc, export-differs",
        "from, 2026-11-21T10:00:00.100Z, export-differs",
        "colour, red, export-manifest-invalid",
        "outcome, fine, export-manifest-invalid",
        "cursor, abc, export-manifest-invalid"
    })
    void aManifestOfAnotherQuestionIsConvicted(String name, String value, String code) throws Exception {
        make("calls", "tenant=acme&format=csv");
        change(manifest -> {
            ((ObjectNode) manifest.get("query")).put(name, value);
            return manifest;
        });
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains(code);
    }

    private void cutOff(UnaryOperator<ObjectNode> change) throws Exception {
        change(manifest -> {
            assertThat(change.apply((ObjectNode) manifest.get("asOf").get(0))).isNotNull();
            return manifest;
        });
    }

    @Test
    void aManifestOfAnotherCutOffIsConvicted() throws Exception {
        make("calls", "tenant=acme&format=csv");
        long size = log.events.size();
        cutOff(one -> one.put("size", earlier));
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("export-differs", "coverage");
        cutOff(one -> one.put("size", size + 1));
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("export-manifest-invalid", "it signs " + size + " events");
        cutOff(one -> one.put("size", -1));
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("export-manifest-invalid");
    }

    @Test
    void aCheckpointThatIsNotTheLogsIsConvicted() throws Exception {
        make("calls", "format=csv");
        String note = StrictJson.MAPPER
                .readTree(Files.readAllBytes(manifest()))
                .at("/asOf/0/checkpoint")
                .asString();
        TestLog other = new TestLog(Archives.directory(directory.resolve("other")), "example.com/chirograph/gw-1");
        for (int i = 0; i < 300; i++) {
            other.ok(Map.of());
        }
        other.publish();
        String foreign = new String(other.followed().published().checkpoint(600).orElseThrow(), UTF_8);
        for (String forged : List.of(note.replace("\n" + log.events.size() + "\n", "\n9999\n"), foreign, "x", "")) {
            cutOff(one -> one.put("checkpoint", forged));
            assertThat(verify()).as(forged).isEqualTo(1);
            assertThat(out.toString()).contains("export-manifest-invalid");
        }
        cutOff(one -> {
            one.remove("checkpoint");
            return one;
        });
        assertThat(verify()).isEqualTo(1);
    }

    @Test
    void anArchiveThatIsShorterOrDamagedIsConvicted() throws Exception {
        make("calls", "format=csv");
        String key = log.followed().key().encode();
        assertThat(verify("shorter", "--key", key)).isEqualTo(1);
        assertThat(out.toString()).contains("tail-cut");
        Files.createDirectories(directory.resolve("empty"));
        assertThat(verify("empty", "--key", key)).isEqualTo(1);
        Path damaged = directory.resolve("damaged");
        copy(directory.resolve("archive"), damaged);
        try (Stream<Path> files = Files.walk(damaged)) {
            Path segment = files.filter(file -> file.toString().endsWith(".jsonl.zst"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
            Files.delete(segment);
        }
        assertThat(verify("damaged", "--key", key)).isEqualTo(1);
        assertThat(out.toString()).contains("segment-missing");
    }

    @Test
    void whatCannotBeCheckedIsTwo() throws Exception {
        make("calls", "format=csv");
        assertThat(verify("archive")).as("no key").isEqualTo(2);
        assertThat(out.toString())
                .contains("no --key was given for log " + log.followed().id());
        assertThat(verify("archive", "--key", "x")).isEqualTo(2);
        assertThat(verify("no-such-archive", "--key", log.followed().key().encode()))
                .isEqualTo(2);
        change(manifest -> manifest.put("version", 2));
        assertThat(verify()).isEqualTo(2);
        Files.writeString(manifest(), "no manifest");
        assertThat(verify()).isEqualTo(1);
        assertThat(out.toString()).contains("export-manifest-invalid");
        Files.write(manifest(), new byte[(16 << 20) + 1]);
        assertThat(verify()).isEqualTo(2);
        Files.delete(manifest());
        assertThat(verify()).isEqualTo(2);
        make("calls", "format=csv");
        Files.delete(export());
        assertThat(verify()).isEqualTo(2);
    }

    @Test
    void anotherKeyIsConvicted() throws Exception {
        make("calls", "format=csv");
        String other = new TestLog(archive, "example.com/chirograph/gw-1")
                .followed()
                .key()
                .encode();
        assertThat(verify("archive", "--key", other)).isEqualTo(1);
        assertThat(out.toString()).contains("log-missing");
    }

    @Test
    void theReportIsOneJsonObject() throws Exception {
        make("calls", "format=csv&tenant=acme");
        assertThat(verify("archive", "--json", "--key", log.followed().key().encode()))
                .isZero();
        var report = StrictJson.MAPPER.readTree(out.toString());
        assertThat(report.get("answer").asString()).isEqualTo("holds");
        assertThat(report.get("list").asString()).isEqualTo("calls");
        assertThat(report.get("rows").asLong()).isEqualTo(79);
        assertThat(report.get("asOf").get(log.followed().id()).asLong()).isEqualTo(log.events.size());
        assertThat(report.get("findings").size()).isZero();
    }

    @Test
    void severalLogsGiveTheSameBytesWhicheverWasIndexedFirst() throws Exception {
        TestLog second = new TestLog(archive, "example.com/chirograph/gw-2");
        for (int i = 0; i < 200; i++) {
            second.ok(Map.of("tenant", "acme")); // at the times of the first log's
        }
        publish(second);
        for (String list : List.of("calls", "events")) {
            for (String order : List.of("asc", "desc")) {
                String question = "format=ndjson&limit=301&order=" + order;
                byte[] one = make(list, question, AuditScope.ALL, null, log, second);
                assertThat(make(list, question, AuditScope.ALL, null, second, log))
                        .isEqualTo(one);
                assertThat(verify(
                                "archive",
                                "--key",
                                log.followed().key().encode(),
                                "--key",
                                second.followed().key().encode()))
                        .as("%s", out)
                        .isZero();
            }
        }
        assertThat(verify()).as("a key is missing").isEqualTo(2);
    }
}
