package io.chirograph.verifier.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.SealedLog.Kept;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `content get` and `content check` over a directory, as an auditor runs them.
class ContentCommandTest {
    private static final UUID BOTH = new UUID(0x0190_0000_0000_7000L, 0xa000_0000_0000_0001L);
    private static final UUID BINARY = new UUID(0x0190_0000_0000_7000L, 0xa000_0000_0000_0002L);
    private static final UUID LARGE = new UUID(0x0190_0000_0000_7000L, 0xa000_0000_0000_0003L);
    private static final UUID NOTHING = new UUID(0x0190_0000_0000_7000L, 0xa000_0000_0000_0004L);
    private static final byte[] BYTES = {0x1b, '[', '2', 'J', (byte) 0xff, 0};
    private static final String KEY = "fe".repeat(32);

    @TempDir
    private Path directory;

    private final SealedLog log = new SealedLog();
    private final ByteArrayOutputStream standard = new ByteArrayOutputStream();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private boolean isTerminal;

    ContentCommandTest() throws Exception {
        // the log's key is the same in every test
    }

    @BeforeEach
    void export() throws Exception {
        log.start().calls(20).seal();
        log.call(
                BOTH,
                Kept.clear("request", "what is it?\n"),
                Kept.clear("response", "it is 42\u2026").keyed(KEY));
        log.call(BINARY, new Kept("response", "standard", "encrypted", BYTES, null, List.of()));
        log.inlineUpTo(50).call(LARGE, Kept.clear("request", "x".repeat(90)));
        log.event("ai.call.started", NOTHING.toString(), Map.of("callId", NOTHING.toString()));
        log.seal().calls(20).stop().seal();
        copy();
    }

    private void copy() throws Exception {
        try (Archive archive = Archives.directory(directory.resolve("archive"))) {
            for (String key : log.archive.keys("")) {
                Path file = directory.resolve("archive").resolve(key);
                if (!Files.exists(file)) {
                    archive.put(key, log.archive.bytes(key), new Retention(LockMode.NONE, Instant.EPOCH));
                }
            }
        }
    }

    private Path file(String key) {
        return directory.resolve("archive").resolve(key);
    }

    private void replace(String key, byte[] bytes) throws Exception {
        Files.delete(file(key));
        Files.write(file(key), bytes);
    }

    private int run(Object command, String... options) {
        standard.reset();
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> args = new ArrayList<>(List.of(directory.resolve("archive").toString(), "--key", log.key()));
        args.addAll(List.of(options));
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args.toArray(String[]::new));
    }

    private int get(String... options) {
        return run(new ContentGetCommand(new ContentOutput(standard, () -> isTerminal)), options);
    }

    private int check(String... options) {
        return run(new ContentCheckCommand(), options);
    }

    @Test
    void theStoredBytesComeOutExactly() {
        assertThat(get("--call", BOTH.toString(), "--part", "request")).isZero();
        assertThat(standard.toString(UTF_8)).isEqualTo("what is it?\n");
        assertThat(err.toString()).contains("request (clear, 12 bytes)").contains("whole");
        assertThat(get("--call", BOTH.toString(), "--part", "response")).isZero();
        assertThat(standard.toString(UTF_8)).isEqualTo("it is 42\u2026");
        assertThat(get("--call", BINARY.toString())).isZero();
        assertThat(standard.toByteArray()).isEqualTo(BYTES);
        assertThat(get("--call", LARGE.toString())).isZero();
        assertThat(standard.toString(UTF_8)).isEqualTo("x".repeat(90));
    }

    @Test
    void aPositionIsAShortcut() throws Exception {
        assertThat(get("--position", "41")).isZero();
        assertThat(standard.toString(UTF_8)).isEqualTo("what is it?\n");
        assertThat(get("--position", "42", "--call", BOTH.toString())).isZero();
        assertThat(standard.toString(UTF_8)).startsWith("it is 42");
        assertThat(get("--position", "41", "--call", LARGE.toString())).isEqualTo(1);
        assertThat(get("--position", "41", "--part", "response")).isEqualTo(1);
        assertThat(get("--position", "1")).isEqualTo(1);
        assertThat(get("--position", "5000")).isEqualTo(1);
        assertThat(get("--position", "-1")).isEqualTo(2);
        assertThat(standard.size()).isZero();

        List<byte[]> entries = log.entries(log.segments.get(1));
        entries.set(0, log.entries(log.segments.get(1)).get(2));
        replace(log.segments.get(1), SealedLog.segment(entries));
        assertThat(get("--position", "41")).isEqualTo(1);
        assertThat(err.toString()).contains("does not lead to the signed root");
        assertThat(get("--call", BOTH.toString(), "--part", "request")).isEqualTo(1);
        assertThat(standard.size()).isZero();
    }

    @Test
    void ofTwoPartsOneHasToBeNamed() {
        assertThat(get("--call", BOTH.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--part");
        assertThat(get("--call", BINARY.toString(), "--part", "request")).isEqualTo(1);
        assertThat(get("--call", NOTHING.toString())).isEqualTo(1);
        assertThat(get()).isEqualTo(2);
        assertThat(standard.size()).isZero();
    }

    @Test
    void aTerminalGetsPlainTextAlone() {
        isTerminal = true;
        assertThat(get("--call", BINARY.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--out FILE");
        assertThat(standard.size()).isZero();
        assertThat(get("--call", BOTH.toString(), "--part", "request")).isZero();
        assertThat(standard.toString(UTF_8)).isEqualTo("what is it?\n");
    }

    @Test
    void aFileIsNewAndItsOwnersAlone() throws Exception {
        Path file = directory.resolve("content");
        assertThat(get("--call", BINARY.toString(), "--out", file.toString())).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(BYTES);
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(get("--call", LARGE.toString(), "--out", file.toString())).isEqualTo(2);
        assertThat(Files.readAllBytes(file)).isEqualTo(BYTES);
        assertThat(standard.size()).isZero();
    }

    @Test
    void aCallThatIsNotThereIsNotFound() {
        assertThat(get("--call", UUID.randomUUID().toString())).isEqualTo(1);
        assertThat(check("--call", UUID.randomUUID().toString())).isEqualTo(1);
    }

    @Test
    void withoutTheKeyNothingIsSaid() {
        int exit = new CommandLine(new ContentGetCommand(new ContentOutput(standard, () -> false)))
                .setErr(new PrintWriter(err))
                .execute(directory.resolve("archive").toString(), "--call", BOTH.toString());
        assertThat(exit).isEqualTo(2);
        assertThat(standard.size()).isZero();
    }

    @Test
    void whatWasChangedIsNotHandedOut() throws Exception {
        String pack = log.packs.getFirst();
        List<PackRecord> records = log.records(pack);
        PackRecord first = records.getFirst();
        records.set(0, new PackRecord(first.head(), first.position(), "what is it!\n", null, null));
        replace(pack, SealedLog.packOf(records));
        assertThat(get("--call", BOTH.toString(), "--part", "request")).isEqualTo(1);
        assertThat(err.toString()).contains("payload-damaged").doesNotContain("what is");
        assertThat(standard.size()).isZero();
        assertThat(get("--call", BOTH.toString(), "--part", "response")).isZero();

        assertThat(check("--call", BOTH.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("FAILURE payload-damaged: request").contains("whole: response");
        assertThat(check("--call", BINARY.toString())).isZero();

        Files.delete(file(pack));
        assertThat(get("--call", BOTH.toString(), "--part", "request")).isEqualTo(1);
        assertThat(err.toString()).contains("payload-missing");
        assertThat(check("--call", BOTH.toString())).isEqualTo(1);
    }

    @Test
    void aWholeArchiveIsCheckedAsVerifyDoes() throws Exception {
        assertThat(check()).isZero();
        assertThat(out.toString())
                .contains("content: 4 named by events, 4 there as named, 0 expired, 0 erased")
                .endsWith("The archive holds.\n");
        assertThat(check("--strict")).isEqualTo(1);
        assertThat(check("--json")).isZero();
        assertThat(out.toString()).contains("\"payloads\":{\"erased\":0,\"expired\":0,\"held\":4,\"named\":4}");
        assertThat(check("--json", "--call", BOTH.toString())).isEqualTo(2);

        Files.delete(file(log.packs.getFirst()));
        assertThat(check()).isEqualTo(1);
        assertThat(out.toString()).contains("FAILURE payload-missing in " + log.packs.getFirst());
        int exit = run(new VerifyCommand());
        assertThat(exit).isZero();
        assertThat(out.toString()).doesNotContain("content:");
        assertThat(run(new VerifyCommand(), "--payloads")).isEqualTo(1);
    }

    @Test
    void erasedAndExpiredContentIsSaidToBeSo() throws Exception {
        UUID one = UUID.fromString("01900000-0000-7000-b000-000000000001");
        UUID other = UUID.fromString("01900000-0000-7000-b000-000000000002");
        SealedLog old = new SealedLog().after(Duration.ofDays(-400));
        old.start()
                .call(one, Kept.clear("request", "of a person").of("key-a"))
                .call(other, Kept.clear("request", "of nobody").in("short"))
                .event("key.destroyed", "", Map.of("keyId", "key-a"))
                .event("archive.checked", "", Map.of("details", Map.of("retentionDaysByClass", Map.of("short", 3))))
                .seal();
        Path place = directory.resolve("archive").resolve(old.layout.logId());
        try (var files = Files.walk(place)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        for (String key : old.archive.keys("")) {
            Files.createDirectories(file(key).getParent());
            Files.write(file(key), old.archive.bytes(key));
        }
        assertThat(check("--call", one.toString())).isZero();
        assertThat(out.toString()).contains("notice  erased: request");
        assertThat(check("--call", one.toString(), "--strict")).isEqualTo(1);
        assertThat(check("--call", other.toString())).isZero();
        assertThat(out.toString()).contains("whole: request");

        for (String pack : old.packs) {
            Files.delete(file(pack));
        }
        assertThat(check("--call", one.toString())).isZero();
        assertThat(check("--call", other.toString())).isZero();
        assertThat(out.toString()).contains("notice  expired: request");
        assertThat(get("--call", other.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("expired: request");
        assertThat(check()).isZero();
        assertThat(out.toString()).contains("content: 2 named by events, 0 there as named, 1 expired, 1 erased");
    }

    @Test
    void theGroupHasItsCommandsInBothPrograms() {
        assertThat(ContentCommand.assemble().getSubcommands()).containsKeys("get", "check");
        assertThat(Objects.requireNonNull(
                                VerifyProgram.assemble().getSubcommands().get("content"))
                        .getSubcommands())
                .containsKeys("get", "check");
    }
}
