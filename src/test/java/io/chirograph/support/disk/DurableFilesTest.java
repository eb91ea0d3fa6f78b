package io.chirograph.support.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir
    private Path directory;

    @Test
    void aFileIsReplacedWholeAndNothingIsLeftBeside() throws IOException {
        Path file = directory.resolve("below/state");
        DurableFiles.replace(file, new byte[] {1, 2, 3});
        Files.write(file.resolveSibling("state.new"), new byte[10]); // what a crash left
        DurableFiles.replace(file, new byte[] {4});
        assertThat(file).hasBinaryContent(new byte[] {4});
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void whatIsReadIsWholeOrRefused() throws IOException {
        Path file = Files.write(directory.resolve("small"), new byte[] {'a', 'b'});
        assertThat(SmallFile.text(file, 2)).isEqualTo("ab");
        assertThatThrownBy(() -> SmallFile.read(file, 1)).hasMessageContaining("longer than 1 bytes");
        assertThatThrownBy(() -> SmallFile.read(directory, 9)).hasMessageContaining("no regular file");
        assertThatThrownBy(() -> SmallFile.read(directory.resolve("none"), 9)).isInstanceOf(NoSuchFileException.class);
    }

    /// A file that a process comes back to is written by [DurableFiles], or by code of its own that forces it.
    @Test
    void whoeverReplacesAFileForcesIt() throws IOException {
        List<String> unforced;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            unforced = sources.filter(file -> file.toString().endsWith(".java"))
                    .filter(file ->
                            Pattern.compile("ATOMIC_MOVE").matcher(read(file)).find())
                    .filter(file -> !Pattern.compile("[.]force\\((?:true|false|\\w+)\\)|[.]replace\\(")
                            .matcher(read(file))
                            .find())
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
        assertThat(unforced).isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
