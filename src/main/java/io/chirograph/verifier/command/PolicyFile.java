package io.chirograph.verifier.command;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The c2sp.org/tlog-policy file that a command is given as `--policy`.
public final class PolicyFile {
    private PolicyFile() {}

    /// @throws IOException it cannot be read, is too large or no policy; the message names the option and the file
    public static WitnessPolicy read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > WitnessPolicy.MAX_SIZE) {
            throw new IOException("--policy " + file + " is no file of at most " + WitnessPolicy.MAX_SIZE + " bytes");
        }
        try {
            return WitnessPolicyParser.parse(Files.readAllBytes(file));
        } catch (MalformedException e) {
            throw new IOException("--policy " + file + ": " + e.getMessage(), e);
        }
    }
}
