package io.chirograph.gateway.upstream;

import io.chirograph.support.digest.Sha256;
import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A provider's credential, replaceable while the process runs.
/// Thread-safe. Never in a message, log or event.
public final class Credential {
    private static final int MOST = 16 * 1024;
    private static final int SHOWN = 16;

    final @Nullable Path file;
    private volatile @Nullable String text;

    /// @param file where it is read from; null where it is `text` for as long as the process runs
    Credential(@Nullable Path file, @Nullable String text) {
        this.file = file;
        this.text = text;
    }

    /// What goes to the provider; null for nothing.
    public @Nullable String text() {
        return text;
    }

    void follow(String next) {
        text = next;
    }

    /// Tells one credential from another and says nothing of it: the first 16 hex digits of its SHA-256.
    static String fingerprint(String text) {
        return "sha256:" + Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, SHOWN);
    }

    /// What a file holds, without the white space around it.
    /// @throws IOException naming the file and what is wrong, and nothing of what it holds
    static String read(Path file) throws IOException {
        return SmallFile.line("the credential's file", file, MOST);
    }

    @Override
    public String toString() {
        return "Credential[" + (file == null ? "" : file) + "]";
    }
}
