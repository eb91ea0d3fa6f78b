package io.chirograph.archive;

import java.nio.file.Path;

/// Opens archives without Spring, for the command line and for tests.
public final class Archives {
    private Archives() {}

    /// The archive in `directory`, which is created at the first put.
    public static Archive directory(Path directory) {
        return new DirectoryArchive(directory);
    }
}
