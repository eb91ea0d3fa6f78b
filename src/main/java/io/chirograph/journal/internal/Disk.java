package io.chirograph.journal.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The few file operations that the journal relies on, apart so that tests can make each of them fail.
public interface Disk {
    /// Creates missing parents too; on return all of them survive a power cut.
    void createDirectories(Path directory) throws IOException;

    /// Names of what the directory holds.
    List<String> list(Path directory) throws IOException;

    /// A new, empty file; fails when the name is taken.
    OpenFile create(Path path) throws IOException;

    OpenFile open(Path path) throws IOException;

    OpenFile openForReading(Path path) throws IOException;

    /// Atomic; replaces what has that name. Durable only after [#forceDirectory].
    void rename(Path from, Path to) throws IOException;

    /// Durable only after [#forceDirectory]; no error when there is no such file.
    void delete(Path path) throws IOException;

    void forceDirectory(Path directory) throws IOException;

    /// Bytes that this process may still take on the file system of `directory`.
    long usableSpace(Path directory) throws IOException;

    /// Held until closed or until the process ends, however it ends.
    /// @throws JournalLockedException somebody else holds it
    Closeable lock(Path path) throws IOException;
}
