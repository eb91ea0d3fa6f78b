package io.chirograph.verifier.command;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.VerifierKey;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// The option `--key` of commands that verify.
public final class KeyOptions {
    @Option(
            names = "--key",
            paramLabel = "VKEY",
            description = "The log's first verifier key, name+id+key, as \"chirograph signing-key show\" prints it."
                    + " Once for each log.")
    private List<String> keys = new ArrayList<>();

    /// The keys, in a list of the caller's own.
    public List<VerifierKey> read(CommandLine line) {
        List<VerifierKey> parsed = new ArrayList<>();
        for (String key : keys) {
            try {
                parsed.add(VerifierKey.parse(key));
            } catch (MalformedException e) {
                throw new CommandLine.ParameterException(line, "--key: " + e.getMessage(), e);
            }
        }
        return parsed;
    }
}
