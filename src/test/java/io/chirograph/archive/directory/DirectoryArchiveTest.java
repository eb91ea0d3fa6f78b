package io.chirograph.archive.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveContract;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.LockMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class DirectoryArchiveTest implements ArchiveContract {
    @TempDir
    private Path directory;

    @Override
    public Archive archive() {
        return new DirectoryArchive(directory.resolve("new/archive"));
    }

    @Override
    public LockMode mode() {
        return LockMode.NONE;
    }

    @Test
    void filesAreReadOnly() throws Exception {
        put(archive(), "a/b", "x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("new/archive/a/b"))))
                .isEqualTo("r--r--r--");
    }

    @Test
    void itSaysThatItIsNotWorm() {
        assertThat(archive().describe())
                .isEqualTo(new ArchiveDescription(
                        "directory", directory.resolve("new/archive").toString(), "none"));
    }

    @Test
    void whatACrashLeftIsNoObjectAndIsRemoved() throws Exception {
        Path incoming = Files.createDirectories(directory.resolve("new/archive/" + DirectoryArchive.INCOMING));
        Path old = Files.writeString(incoming.resolve("old"), "half");
        Path fresh = Files.writeString(incoming.resolve("fresh"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(1, ChronoUnit.DAYS)));
        Archive archive = archive();
        assertThat(archive.list("", "", 10)).isEmpty();
        assertThat(archive.segments("")).isEmpty();
        put(archive, "a/b", "x");
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
        assertThat(archive.list("", "", 10)).containsExactly("a/b");
    }

    @Test
    void linksAndForeignNamesAreNoPartOfTheArchive() throws Exception {
        Archive archive = archive();
        put(archive, "a/b", "x");
        Path secret = Files.writeString(directory.resolve("secret"), "s");
        Files.createSymbolicLink(directory.resolve("new/archive/a/link"), secret);
        Files.createSymbolicLink(directory.resolve("new/archive/up"), directory);
        Files.writeString(directory.resolve("new/archive/a/b~"), "editor's copy");
        assertThat(archive.list("", "", 10)).containsExactly("a/b");
        assertThat(archive.segments("")).containsExactly("a");
        assertThatThrownBy(() -> archive.get("a/link", 10)).isInstanceOf(ArchiveUnavailableException.class);
        assertThatThrownBy(() -> put(archive, "a/link", "s")).isInstanceOf(ArchiveConflictException.class);
    }

    @Test
    void aDirectoryThatWasTakenAwayIsMadeAgain() throws Exception {
        Archive archive = archive();
        put(archive, "a/b/c", "x");
        Files.move(directory.resolve("new/archive/a"), directory.resolve("taken"));
        assertThatThrownBy(() -> put(archive, "a/b/d", "x")).isInstanceOf(ArchiveUnavailableException.class);
        put(archive, "a/b/d", "x");
        assertThat(archive.get("a/b/d", 1)).hasValue("x".getBytes(UTF_8));
    }

    @Test
    void aFileInTheWayOfADirectoryIsAnError() throws Exception {
        Archive archive = archive();
        put(archive, "a/b", "x");
        assertThatThrownBy(() -> put(archive, "a/b/c", "x"))
                .isInstanceOf(ArchiveUnavailableException.class)
                .hasMessageContaining("a/b");
        assertThat(archive.list("a/b/", "", 1)).isEmpty();
    }

    @Test
    void aThousandKeysArePagedThrough() throws Exception {
        Archive archive = archive();
        List<String> keys = java.util.stream.IntStream.range(0, 1200)
                .mapToObj(n -> "log/tile/%d/%03d".formatted(n % 3, n))
                .sorted()
                .toList();
        for (String key : keys) {
            put(archive, key, "x");
        }
        List<String> found = new java.util.ArrayList<>();
        for (List<String> page = archive.list("log/", "", 97);
                !page.isEmpty();
                page = archive.list("log/", page.getLast(), 97)) {
            found.addAll(page);
        }
        assertThat(found).isEqualTo(keys);
    }
}
