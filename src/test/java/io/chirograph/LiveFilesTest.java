package io.chirograph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFilesTest {
    @TempDir
    Path directory;

    @Test
    void filesAndFoldersThatComeAndGoDoNotEndTheReading() throws Exception {
        Files.writeString(directory.resolve("stays"), "here");
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; !done.get(); i++) {
                try {
                    Path folder = Files.createDirectory(directory.resolve("batch-" + i % 7));
                    Path file = Files.writeString(folder.resolve("part"), "gone");
                    Files.delete(file);
                    Files.delete(folder);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
        for (int i = 0; i < 500; i++) {
            assertThat(LiveFiles.text(directory)).contains("here");
        }
        done.set(true);
        writer.join();
    }

    @Test
    void aFileThatGoesWhileOthersAreReadIsPassedOver() throws Exception {
        Files.writeString(directory.resolve("a"), "a");
        Files.writeString(directory.resolve("b"), "b");
        List<Path> read = new ArrayList<>();
        LiveFiles.read(directory, (file, bytes) -> {
            read.add(file);
            Files.deleteIfExists(directory.resolve("b"));
        });
        assertThat(read).containsExactly(directory.resolve("a"));
    }

    @Test
    void aDirectoryThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> LiveFiles.below(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
