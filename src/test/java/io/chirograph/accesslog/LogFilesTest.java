package io.chirograph.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.accesslog.format.LogFormat;
import io.chirograph.event.facts.ArchiveAccessed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log in a file that grows, is moved away, copied away and emptied, cut, and replaced.
class LogFilesTest {
    private final Follow follow = new Follow();
    private int moved;

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("ops.log");
    }

    private Follower open() {
        return follow.open(new LogFiles(List.of(file()), LogFormat.CEPH_OPS), directory);
    }

    private static String line(String id) {
        return "{\"bucket\":\"audit\",\"time\":\"2026-11-30T19:55:09.666607Z\",\"id\":\"" + id
                + "\",\"operation\":\"get_obj\","
                + "\"user\":\"mallory\",\"uri\":\"GET /audit/prod/gw/" + id + " HTTP/1.1\",\"http_status\":\"200\","
                + "\"trans_id\":\"" + id + "\",\"user_agent\":\"" + "x".repeat(200) + "\"}\n";
    }

    private void write(String... lines) throws IOException {
        Files.writeString(file(), String.join("", lines), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// What a tool that rotates logs does. Times of files are set, for a disk may not tell two moments apart.
    private void move() throws IOException {
        Path to = directory.resolve("ops.log." + ++moved);
        Files.move(file(), to);
        Files.setLastModifiedTime(
                to, FileTime.from(Instant.parse("2026-11-30T20:00:00Z").plusSeconds(moved)));
    }

    private List<String> told() {
        return follow.singly().stream()
                .map(ArchiveAccessed.Access::requestId)
                .map(id -> Objects.requireNonNull(id))
                .toList();
    }

    @Test
    void whatIsWrittenIsReadOnceWhenItsLineIsWhole() throws Exception {
        Follower follower = open();
        follower.run();
        assertThat(Objects.toString(follower.standing().facts().get("lastFailure")))
                .contains("ops.log");
        write(line("a"), line("b").substring(0, 50));
        follower.run();
        assertThat(told()).containsExactly("a");
        write(line("b").substring(50), line("c"));
        follower.run();
        follower.close();
        Follower again = open();
        again.run();
        write(line("d"));
        again.run();
        assertThat(told()).containsExactly("a", "b", "c", "d");
        assertThat(follow.summary(again).badLines()).isZero();
    }

    @Test
    void aFileThatIsMovedAwayIsReadToItsEndAndThoseAfterIt() throws Exception {
        write(line("a"));
        Follower follower = open();
        follower.run();
        write(line("b"));
        move();
        write(line("c"));
        move();
        write(line("d"));
        follower.run();
        follower.run();
        assertThat(told()).containsExactly("a", "b", "c", "d");
        assertThat(follow.summary(follower).findings()).isEmpty();
    }

    @Test
    void aFileThatIsCopiedAwayAndEmptiedIsKnownAgain() throws Exception {
        write(line("a"));
        Follower follower = open();
        follower.run();
        write(line("b"));
        Files.copy(file(), directory.resolve("ops.log.1"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(file(), line("c"));
        follower.run();
        assertThat(told()).containsExactly("a", "b", "c");
    }

    @Test
    void whatIsInNoFileAnyMoreIsAFinding() throws Exception {
        write(line("a"));
        Follower follower = open();
        follower.run();
        Files.delete(file());
        write(line("b"));
        follower.run();
        assertThat(told()).containsExactly("a", "b");
        assertThat(follow.summaries().getFirst().findings().getFirst()).contains("was replaced", "may be lost");
        assertThat(follower.standing().hasLost()).isTrue();
    }

    @Test
    void aFileThatIsCutIsAFindingAndReadAgain() throws Exception {
        write(line("a"), line("b"));
        Follower follower = open();
        follower.run();
        Files.writeString(file(), line("a"), StandardOpenOption.TRUNCATE_EXISTING);
        follower.run();
        write(line("c"));
        follower.run();
        assertThat(told()).containsExactly("a", "b", "c");
        assertThat(follow.summaries().getFirst().findings().getFirst()).contains("shorter");
    }

    @Test
    void whatIsNoRegularFileIsNotOpened() throws Exception {
        Files.createDirectory(file());
        Follower follower = open();
        follower.run();
        assertThat(Objects.toString(follower.standing().facts().get("lastFailure")))
                .contains("no regular file");
    }

    @Test
    void bytesOfAnyKindStopNothing() throws Exception {
        Files.write(file(), "\u0000".repeat(1000).getBytes(StandardCharsets.UTF_8));
        write("\n", "z".repeat(10_000_000), "\n", line("a"));
        Follower follower = open();
        follower.run();
        assertThat(told()).containsExactly("a");
        assertThat(follow.summary(follower).badLines()).isEqualTo(2);
    }
}
