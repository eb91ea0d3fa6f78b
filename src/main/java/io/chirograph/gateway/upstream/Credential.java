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
        byte[] bytes;
        try {
            bytes = SmallFile.read(file, 2 * MOST);
        } catch (IOException e) {
            throw new IOException("the credential's file " + file + " cannot be read: " + e, e);
        }
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        if (bytes.length > MOST || text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IOException("the credential's file " + file + " holds " + bytes.length
                    + " bytes; expected one line of 1 to " + MOST + " visible ASCII characters");
        }
        return text;
    }

    @Override
    public String toString() {
        return "Credential[" + (file == null ? "" : file) + "]";
    }
}
