package io.chirograph.reconciliation;

import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `chirograph reconcile` is about: which provider, which days, and by which credential its report is
/// read.
final class ReconcileOptions {
    private static final int LONGEST = 4096;

    @Option(
            names = "--provider",
            required = true,
            paramLabel = "NAME",
            description = "declared in chirograph.reconciliation.providers")
    private String provider = "";

    @Option(names = "--from", required = true, paramLabel = "DAY", description = "the first day, 2026-11-01 (in UTC)")
    private LocalDate from = LocalDate.EPOCH;

    @Option(names = "--to", required = true, paramLabel = "DAY", description = "the day after the last")
    private LocalDate to = LocalDate.EPOCH;

    @Option(
            names = "--credential-env",
            paramLabel = "VARIABLE",
            description = "the environment variable that holds the administrator's credential of the provider")
    private @Nullable String variable;

    @Option(names = "--credential-file", paramLabel = "FILE", description = "holds it, and nothing else")
    private @Nullable Path file;

    String provider() {
        return provider;
    }

    LocalDate from() {
        return from;
    }

    LocalDate to() {
        return to;
    }

    /// The credential; it stands in no message.
    /// @throws IllegalArgumentException there is none, or it is none
    String credential(Map<String, String> environment) throws IOException {
        if ((variable == null) == (file == null)) {
            throw new IllegalArgumentException("give --credential-env or --credential-file, one of the two");
        }
        String where = variable == null ? "the file of --credential-file" : "the variable of --credential-env";
        String text = file == null ? environment.get(variable) : SmallFile.text(file, LONGEST);
        String credential = text == null ? "" : text.strip();
        if (credential.isEmpty()) {
            throw new IllegalArgumentException(where + " is not set, or empty");
        }
        if (credential.length() > LONGEST || credential.chars().anyMatch(one -> one <= ' ' || one > '~')) {
            throw new IllegalArgumentException(where + " holds something that is no credential");
        }
        return credential;
    }
}
