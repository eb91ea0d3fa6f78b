package io.chirograph.verifier.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.report.FindingKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command over a directory, as an auditor runs it.
class VerifyCommandTest {
    @TempDir
    private Path directory;

    private final SealedLog log = new SealedLog();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    VerifyCommandTest() throws Exception {
        // the log's key is the same in every test
    }

    @BeforeEach
    void export() throws Exception {
        log.start().calls(200).event("ai.call.started", "open", Map.of()).stop().seal();
        copy();
    }

    private void copy() throws Exception {
        try (Archive archive = Archives.directory(directory)) {
            for (String key : log.archive.keys("")) {
                if (Files.exists(directory.resolve(key))) {
                    continue;
                }
                archive.put(key, log.archive.bytes(key), new Retention(LockMode.NONE, Instant.EPOCH));
            }
        }
    }

    private int run(String... args) {
        return new CommandLine(new VerifyCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void aWholeArchiveHolds() {
        assertThat(run(directory.toString(), "--key", log.key())).isZero();

        assertThat(out.toString())
                .contains("403 events in 1 segments, 1 tiles, 1 checkpoints")
                .contains("complete up to size 403, dated 2026-11-21T09:06:43Z; what came later cannot be excluded")
                .contains("notice  call-open in ")
                .endsWith("The archive holds.\n");
    }

    @Test
    void strictlyANoticeIsAFailure() {
        assertThat(run(directory.toString(), "--key", log.key(), "--strict")).isEqualTo(1);
        assertThat(out.toString()).endsWith("The archive DOES NOT HOLD.\n");
    }

    @Test
    void damageIsOne() throws Exception {
        Files.delete(directory.resolve(log.layout.tile("0/000")));

        assertThat(run(directory.toString(), "--key", log.key())).isEqualTo(1);

        assertThat(out.toString()).contains("FAILURE tile-missing in " + log.layout.tile("0/000"));
    }

    @Test
    void withoutAKeyItIsTwoAndTheKeyFoundIsNamed() {
        assertThat(run(directory.toString())).isEqualTo(2);

        assertThat(out.toString())
                .contains("names the key " + log.origin() + "+"
                        + log.signer.verifierKey().idHex())
                .endsWith("The archive could not be checked.\n");
    }

    @Test
    void anEmptyDirectoryIsTwo() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        assertThat(run(empty.toString())).isEqualTo(2);
        assertThat(run(directory.resolve("nothing").toString(), "--key", log.key()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no directory " + directory.resolve("nothing"));
    }

    @Test
    void aBadKeyIsTwoAndNamed() {
        assertThat(run(directory.toString(), "--key", "nonsense")).isEqualTo(2);
        assertThat(err.toString()).contains("--key").contains("\"nonsense\"");
    }

    @Test
    void aCheckpointFromOutsideIsHeldAgainstTheLog() throws Exception {
        Path kept = Files.write(directory.resolve("kept.txt"), log.archive.bytes(log.layout.checkpoint(403)));
        log.call("later").seal();
        Path later = Files.write(directory.resolve("later.txt"), log.archive.bytes(log.layout.checkpoint(405)));

        assertThat(run(directory.toString(), "--key", log.key(), "--known-checkpoint", kept.toString()))
                .isZero();
        assertThat(run(directory.toString(), "--key", log.key(), "--known-checkpoint", later.toString()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("FAILURE tail-cut in " + later + " at 403");
        assertThat(run(directory.toString(), "--known-checkpoint", kept.toString()))
                .isEqualTo(2);
    }

    @Test
    void whatNoObjectCanBeCalledIsToldAndDoesNotMoveTheCursor() throws Exception {
        Path events = directory.resolve(log.layout.events()).resolve("dt=2026-11-21");
        Files.write(events.resolve("0000000000000403-1\u001b[2K\rThe archive holds.\n"), new byte[] {1});
        Files.createSymbolicLink(events.resolve("0000000000000404-1.jsonl.zst"), Path.of("elsewhere"));
        Files.createDirectories(directory.resolve(log.layout.tile("0")).resolve("\u202ex"));

        assertThat(run(directory.toString(), "--key", log.key())).isEqualTo(1);

        assertThat(out.toString())
                .contains("FAILURE segment-misnamed in ")
                .contains("0000000000000403-1\\u001b[2K\\u000dThe archive holds.\\u000a")
                .contains("0000000000000404-1.jsonl.zst: expected")
                .contains("notice  object-unexpected in " + log.layout.tile("0/\\u202ex"))
                .doesNotContain("\u001b", "\r", "\u202e");
        assertThat(run(directory.toString(), "--key", log.key(), "--json")).isEqualTo(1);
        assertThat(out.toString()).doesNotContain("\u001b", "\r", "\u202e");
    }

    @Test
    void aRangeThatIsNotWhollyThereDoesNotHold() {
        assertThat(run(directory.toString(), "--key", log.key(), "--from", "5000000"))
                .isEqualTo(2);
        assertThat(run(directory.toString(), "--key", log.key(), "--from", "403"))
                .isEqualTo(2);
        assertThat(run(directory.toString(), "--key", log.key(), "--from", "403", "--strict"))
                .isNotZero();
        assertThat(out.toString()).contains("ends at size 403, before the positions that were asked for");
        assertThat(run(directory.toString(), "--key", log.key(), "--from", "400", "--to", "404"))
                .isEqualTo(1);
        assertThat(run(directory.toString(), "--key", log.key(), "--to", "5000000"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("FAILURE range-missing in " + log.layout.logId() + " at 403");
        assertThat(run(directory.toString(), "--key", log.key(), "--from", "400", "--to", "403"))
                .isZero();
    }

    @Test
    void aPartThatWasReadSaysNothingOfTheRest() throws Exception {
        log.call("later").seal();
        copy();

        assertThat(run(directory.toString(), "--key", log.key(), "--to", "3")).isZero();
        assertThat(out.toString())
                .contains("the positions that were asked for hold; the newest checkpoint (size 405) extends them")
                .doesNotContain("complete up to", "dated");
        assertThat(run(directory.toString(), "--key", log.key(), "--to", "3", "--json"))
                .isZero();
        assertThat(out.toString()).doesNotContain("lastEvent");
    }

    @Test
    void aDemandOnTheEndIsRefusedWhereTheEndIsLeftOut() {
        assertThat(run(directory.toString(), "--key", log.key(), "--to", "10", "--alive-within", "PT5M"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--alive-within").contains("--to 10");
    }

    @Test
    void machinesGetOneJsonObject() {
        assertThat(run(directory.toString(), "--key", log.key(), "--json")).isZero();

        JsonNode report = new JsonMapper().readTree(out.toString());
        assertThat(report.at("/exitCode").asInt()).isZero();
        assertThat(report.at("/answer").asString()).isEqualTo("holds");
        assertThat(report.at("/logs/0/size").asInt()).isEqualTo(403);
        assertThat(report.at("/logs/0/findings/0/code").asString()).isEqualTo("call-open");
        assertThat(report.at("/logs/0/findings/0/severity").asString()).isEqualTo("notice");
        assertThat(report.at("/logs/0/findings/0/position").asInt()).isEqualTo(401);
    }

    @Test
    void everyKindOfFindingHasItsLineInTheDocumentation() throws Exception {
        String documentation = Files.readString(Path.of("docs/verification.md"));
        for (FindingKind kind : FindingKind.values()) {
            assertThat(documentation).contains("| `" + kind.code() + "` | ");
        }
    }
}
