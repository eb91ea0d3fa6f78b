package io.chirograph.publishedlog;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The keys that this process's configuration and data directory vouch for; none comes from an archive.
public final class KnownKeys {
    public static final String PROPERTY = "chirograph.query.keys";

    private KnownKeys() {}

    /// The keys of the logs that came before the one of a data directory: `predecessors`, a key a line, written when
    /// a log succeeds another.
    public static List<VerifierKey> predecessors(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve("predecessors");
        try {
            return parse(file.toString(), Files.exists(file) ? Files.readAllLines(file) : List.of());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    public static List<VerifierKey> parse(List<String> vkeys) {
        return parse(PROPERTY, vkeys);
    }

    private static List<VerifierKey> parse(String where, List<String> vkeys) {
        List<VerifierKey> keys = new ArrayList<>();
        for (String vkey : vkeys) {
            try {
                keys.add(VerifierKey.parse(vkey));
            } catch (MalformedException e) {
                throw new IllegalArgumentException(where + " holds '" + vkey + "': " + e.getMessage(), e);
            }
        }
        return keys;
    }
}
