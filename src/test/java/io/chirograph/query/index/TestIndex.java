package io.chirograph.query.index;

import io.chirograph.query.index.postgres.IndexDatabase;
import io.chirograph.query.index.postgres.IndexSettings;
import io.chirograph.query.index.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// The index that tests run on: files, or a database where `chirograph.test.index` or `CHIROGRAPH_TEST_INDEX` is
/// `postgresql`. What one directory stands for stays the same.
public final class TestIndex {
    private TestIndex() {}

    public static boolean isShared() {
        return "postgresql".equals(System.getProperty("chirograph.test.index", System.getenv("CHIROGRAPH_TEST_INDEX")));
    }

    public static IndexStore open(Path directory) throws Exception {
        return open(directory, TextVolume.ITEMS);
    }

    /// An index of whose full text each volume has so many items.
    public static IndexStore open(Path directory, int itemsOfVolume) throws Exception {
        return isShared()
                ? IndexDatabase.open(
                        itemsOfVolume == TextVolume.ITEMS
                                ? PostgresServer.shared().settings(directory)
                                : PostgresServer.shared().empty(directory),
                        itemsOfVolume)
                : IndexFile.open(directory, itemsOfVolume);
    }

    /// The settings of a process with such an index, as arguments.
    public static List<String> settings(Path directory) {
        if (!isShared()) {
            return List.of();
        }
        try {
            IndexSettings settings = PostgresServer.shared().settings(directory);
            return List.of(
                    "--chirograph.query.index.type=postgresql",
                    "--chirograph.query.index.url=" + settings.url(),
                    "--chirograph.query.index.username=" + settings.username(),
                    "--chirograph.query.index.tls=disable");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
