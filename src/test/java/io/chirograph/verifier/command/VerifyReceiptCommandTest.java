package io.chirograph.verifier.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.receipts.Receipts;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.verifier.SealedLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// The command over files and a directory, as a caller runs it, out of the auditors' jar.
class VerifyReceiptCommandTest {
    private static final UUID CALL = new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0007L);

    @TempDir
    private Path directory;

    private final SealedLog log = new SealedLog();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path receipt;

    VerifyReceiptCommandTest() throws Exception {}

    @BeforeEach
    void export() throws Exception {
        log.start()
                .event("ai.call.started", CALL.toString(), Map.of("callId", CALL.toString()))
                .calls(3)
                .seal();
        copy(log, directory.resolve("archive"));
        byte[] entry = log.entries(log.segments.getFirst()).get(1);
        String given = Receipts.start(log.signer.verifierKey(), log.signer)
                .promise(CALL, new byte[32], 1, Instant.parse("2026-11-21T09:00:02Z"), TreeHasher.leaf(entry))
                .get();
        receipt = Files.writeString(directory.resolve("receipt.txt"), given + "\n");
    }

    private static void copy(SealedLog from, Path to) throws Exception {
        Files.createDirectories(to);
        try (Archive archive = Archives.directory(to)) {
            for (String key : from.archive.keys("")) {
                archive.put(key, from.archive.bytes(key), new Retention(LockMode.NONE, Instant.EPOCH));
            }
        }
    }

    private int run(String... args) {
        CommandLine program = VerifyProgram.assemble();
        return program.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    }

    @Test
    void aReceiptHoldsByKeyAndArchive() {
        String archive = directory.resolve("archive").toString();

        assertThat(run("verify-receipt", receipt.toString(), "--key", log.key(), "--archive", archive))
                .as("%s%s", out, err)
                .isZero();
        assertThat(out.toString())
                .contains("position 1")
                .contains("holds:   the log of size 8")
                .endsWith("The receipt holds.\n");
    }

    @Test
    void aRewrittenLogIsOneAndNamed() throws Exception {
        SealedLog rewritten = new SealedLog().start().calls(4).seal();
        copy(rewritten, directory.resolve("other"));
        String archive = directory.resolve("other").toString();

        assertThat(run("verify-receipt", receipt.toString(), "--key", log.key(), "--archive", archive))
                .isEqualTo(1);
        assertThat(out.toString()).contains("FAILURE receipt-broken in " + log.layout.logId() + " at 1");
    }

    @Test
    void whatCannotBeCheckedIsTwo() throws Exception {
        Files.createDirectories(directory.resolve("empty"));

        assertThat(run("verify-receipt", receipt.toString())).isEqualTo(2);
        assertThat(run("verify-receipt", "no-such-file", "--key", log.key())).isEqualTo(2);
        assertThat(run("verify-receipt", receipt.toString(), "--key", "x")).isEqualTo(2);
        assertThat(run("verify-receipt", receipt.toString(), "--key", log.key(), "--archive", "no-such-archive"))
                .isEqualTo(2);
        assertThat(run(
                        "verify-receipt",
                        receipt.toString(),
                        "--key",
                        log.key(),
                        "--archive",
                        directory.resolve("empty").toString()))
                .as("a key given whose log is absent")
                .isEqualTo(1);
    }

    @Test
    void machinesGetOneObject() {
        assertThat(run("verify-receipt", receipt.toString(), "--key", log.key(), "--json"))
                .isZero();

        var json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.path("answer").asString()).isEqualTo("holds");
        assertThat(json.path("id").asString()).isEqualTo(CALL.toString());
        assertThat(json.path("position").asInt()).isEqualTo(1);
    }
}
