package io.chirograph.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.verifier.command.SearchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A search of an archive of which not every event is there any more: "none found" never means "not kept".
class SearchExpiredTest {
    private static final int OLD = 602;
    private static final int NEW = 201;

    @TempDir
    private Path directory;

    private final SealedLog log = new SealedLog();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int calls;

    SearchExpiredTest() throws Exception {
        // the log's key is the same in every test
    }

    @BeforeEach
    void export() throws Exception {
        log.after(Duration.ofDays(-400)).start().event("archive.checked", "", Map.of("retentionDays", 30));
        calls(300, "old");
        log.seal().after(Duration.ofDays(40)).event("archive.checked", "", Map.of("retentionDays", 30));
        calls(100, "new");
        log.seal();
        try (Archive archive = Archives.directory(directory)) {
            for (String key : log.archive.keys("")) {
                archive.put(key, log.archive.bytes(key), new Retention(LockMode.NONE, Instant.EPOCH));
            }
        }
    }

    private void calls(int count, String model) {
        for (int i = 0; i < count; i++) {
            String id = id(calls++).toString();
            log.event("ai.call.started", id, Map.of("callId", id, "gen_ai.request.model", model))
                    .event("ai.call.completed", id, Map.of("callId", id, "outcome", "ok"));
        }
    }

    private static UUID id(int call) {
        return new UUID(0x0190_0000_0000_7000L, 0xa000_0000_0000_0000L + call);
    }

    private int search(String... options) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] args = new String[options.length + 3];
        args[0] = directory.toString();
        args[1] = "--key";
        args[2] = log.key();
        System.arraycopy(options, 0, args, 3, options.length);
        return new CommandLine(new SearchCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    private void remove(int segment) throws Exception {
        Files.delete(directory.resolve(log.segments.get(segment)));
    }

    @Test
    void aWholeArchiveLeavesNothingUnexamined() {
        assertThat(search("--where", "model=old")).isZero();
        assertThat(out.toString()).startsWith("300 calls with {model=old} among " + (OLD + NEW) + " events examined");
        assertThat(out.toString()).doesNotContain("could not be examined");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatHasExpiredIsToldWhereverTheAnswerIs() throws Exception {
        remove(0);
        assertThat(search("--where", "model=old")).isZero();
        assertThat(out.toString())
                .startsWith("No call with {model=old} among " + NEW + " events examined (" + log.layout.logId()
                        + " up to size " + log.size() + ", " + OLD + " of it absent, 0 unreadable). " + OLD
                        + " events could not be examined");
        assertThat(err.toString()).contains(OLD + " of the " + log.size() + " events of log " + log.layout.logId());

        assertThat(search("--csv", "--where", "model=new")).isZero();
        assertThat(out.toString().lines().count()).isEqualTo(101);
        assertThat(err.toString()).contains(OLD + " of the " + log.size() + " events");

        assertThat(search("--json", "--where", "model=old")).isZero();
        JsonNode answer = JsonMapper.shared().readTree(out.toString());
        assertThat(answer.at("/count").asInt(-1)).isZero();
        assertThat(answer.at("/examined/logs/0/absent").asInt()).isEqualTo(OLD);
        assertThat(answer.at("/examined/logs/0/events").asInt()).isEqualTo(NEW);
        assertThat(answer.at("/statement").asString()).contains(OLD + " events could not be examined");

        assertThat(search("--id", id(3).toString())).isZero();
        assertThat(out.toString()).contains(OLD + " events could not be examined");
    }

    @Test
    void noCallInAPeriodThatTheLogDoesNotCoverIsAFinding() {
        assertThat(search("--where", "from=2025-01-01T00:00:00Z", "--where", "to=2025-02-01T00:00:00Z"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("not covered: no log that was searched has an event from 2025-01-01T00:00:00Z or before")
                .contains("not covered: no log that was searched has an event in the period");
        assertThat(out.toString()).contains("Covered: " + log.layout.logId() + " from 2025-10-17T09:00:01Z to ");

        assertThat(search("--where", "from=2025-10-20T00:00:00Z", "--where", "to=2025-10-21T00:00:00Z"))
                .as("forty days of silence")
                .isEqualTo(1);
        assertThat(err.toString()).contains("has an event in the period");

        assertThat(search("--csv", "--where", "to=2031-01-01T00:00:00Z")).isEqualTo(1);
        assertThat(err.toString()).contains("log " + log.layout.logId() + " ends at 2025-11-26");
        assertThat(out.toString().lines().count())
                .as("what was found is printed all the same")
                .isEqualTo(401);
    }

    @Test
    void aPeriodThatIsCoveredSaysHowTheLogLivedInIt() {
        assertThat(search("--json", "--where", "from=2025-10-17T09:00:01Z", "--where", "to=2025-11-26T09:11:00Z"))
                .isZero();
        JsonNode covered = JsonMapper.shared().readTree(out.toString()).at("/examined/coverage");
        assertThat(covered.at("/missing").size()).isZero();
        assertThat(covered.at("/logs/0/first/index").asInt(-1)).isZero();
        assertThat(covered.at("/logs/0/last/index").asLong()).isEqualTo(log.size() - 1);
        assertThat(covered.at("/logs/0/longestSilence/from").asString()).startsWith("2025-10-17");
        assertThat(covered.at("/logs/0/longestSilence/to").asString()).startsWith("2025-11-26");
        assertThat(covered.at("/logs/0/heartbeats").asInt(-1)).isZero();
    }

    @Test
    void whatIsGoneAndHasNotExpiredIsNoAnswer() throws Exception {
        remove(1);
        assertThat(search("--where", "model=new")).isEqualTo(1);
        assertThat(err.toString()).contains("are not there, and no tile holds their hashes");
        assertThat(search("--csv", "--where", "model=old")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void withoutAWordOfRetentionAGapIsNoExpiry() throws Exception {
        SealedLog other = new SealedLog(new MemoryArchive(), SealedLog.ORIGIN, 7);
        other.after(Duration.ofDays(-400)).start().calls(300).seal().calls(300).seal();
        other.archive.remove(other.segments.getFirst());
        var result = new io.chirograph.verifier.search.ArchiveSearch(
                        other.archive, java.util.List.of(other.signer.verifierKey()))
                .search(io.chirograph.verifier.search.CallFilter.parse(Map.of()), null, Map.of());
        assertThat(result.failures())
                .singleElement()
                .asString()
                .contains("from 0 to 600 are not there, and nothing says that their retention has run out");
    }

    @Test
    void tilesThatStandInAndAreNotTheSealedOnesAreFound() throws Exception {
        remove(0);
        Path tile = directory.resolve(log.layout.tile("0/001"));
        byte[] hashes = Files.readAllBytes(tile);
        hashes[40] ^= 1;
        Files.delete(tile);
        Files.write(tile, hashes);
        assertThat(search("--where", "model=old")).isEqualTo(1);
        assertThat(err.toString()).contains("do not have the signed root");
    }
}
