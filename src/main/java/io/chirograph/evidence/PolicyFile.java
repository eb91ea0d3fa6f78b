package io.chirograph.evidence;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Policy;
import io.chirograph.tlog.PolicyParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The c2sp.org/tlog-policy file that a command is given as `--policy`.
public final class PolicyFile {
    private PolicyFile() {}

    /// @throws IOException it cannot be read, is too large or no policy; the message names the option and the file
    public static Policy read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > Policy.MAX_SIZE) {
            throw new IOException("--policy " + file + " is no file of at most " + Policy.MAX_SIZE + " bytes");
        }
        try {
            return PolicyParser.parse(Files.readAllBytes(file));
        } catch (MalformedException e) {
            throw new IOException("--policy " + file + ": " + e.getMessage(), e);
        }
    }
}
