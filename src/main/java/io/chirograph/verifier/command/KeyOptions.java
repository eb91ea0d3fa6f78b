package io.chirograph.verifier.command;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.VerifierKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /// The option `--meta-log`.
    static final class MetaLogOption {
        @Option(
                names = "--meta-log",
                paramLabel = "VKEY",
                description = "The verifier key of the meta log, which has to cover each log.")
        private @Nullable String metaLog;

        /// The key; null where none was given.
        @Nullable
        VerifierKey read(CommandLine line) {
            return metaLog == null ? null : parse(line, "--meta-log", metaLog);
        }
    }

    /// The keys, in a list of the caller's own.
    public List<VerifierKey> read(CommandLine line) {
        List<VerifierKey> parsed = new ArrayList<>();
        for (String key : keys) {
            parsed.add(parse(line, "--key", key));
        }
        return parsed;
    }

    private static VerifierKey parse(CommandLine line, String option, String key) {
        try {
            return VerifierKey.parse(key);
        } catch (MalformedException e) {
            throw new CommandLine.ParameterException(line, option + ": " + e.getMessage(), e);
        }
    }
}
