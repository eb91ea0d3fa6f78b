package io.chirograph.verifier.command;

import io.chirograph.archive.LockMode;
import io.chirograph.support.command.Converters;
import io.chirograph.verifier.options.LockRule;
import io.chirograph.verifier.options.Sightings;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// What `verify` may be asked for beyond the archive holding by itself.
final class DemandOptions {
    @Option(names = "--from", paramLabel = "POSITION", description = "Reads the events from this position on only.")
    private long from;

    @Option(
            names = "--to",
            paramLabel = "POSITION",
            description = "Reads events before this position only, and those up to the next checkpoint.")
    private long to = Long.MAX_VALUE;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "A c2sp.org/tlog-policy file: its logs' keys count as given, and its quorum of witnesses must"
                    + " have cosigned the newest checkpoint.")
    private @Nullable Path policy;

    @Option(
            names = {"--tsa-certificates", "--tsa-ca"},
            paramLabel = "FILE",
            description = "Certificates (PEM) of the time stamping authorities that are trusted. Without them tokens"
                    + " are read and not verified.")
    private @Nullable Path authorities;

    @Option(
            names = "--alive-within",
            paramLabel = "DURATION",
            description = "The last event must not be older than this (PT5M).")
    private @Nullable Duration aliveWithin;

    @Option(
            names = "--require-lock",
            paramLabel = "MODE",
            description = "Every object must be locked like this: COMPLIANCE, or GOVERNANCE.")
    private @Nullable LockMode lock;

    @Option(
            names = "--min-retention",
            paramLabel = "PERIOD",
            converter = Converters.Length.class,
            description = "Every object must be locked for at least this long from when it was stored (P180D).")
    private @Nullable Duration minRetention;

    @Option(
            names = "--payloads",
            description = "Reads the content that the events name, too, and compares it with their digests.")
    private boolean payloads;

    VerificationOptions read(CommandLine line) throws IOException {
        if (from < 0 || to <= from) {
            throw new CommandLine.ParameterException(
                    line, "--from is " + from + " and --to is " + to + "; positions from 0, the second the larger");
        }
        if (aliveWithin != null && to < Long.MAX_VALUE) {
            throw new CommandLine.ParameterException(
                    line, "--alive-within asks for the end of the log, and --to " + to + " leaves it out; give one");
        }
        return new VerificationOptions(
                from,
                to,
                policy == null ? null : PolicyFile.read(policy),
                authorities == null ? null : TimeStampTrust.load(authorities),
                aliveWithin,
                LockRule.of(lock == LockMode.NONE ? null : lock, minRetention),
                InstantSource.system(),
                Sightings.NONE,
                payloads);
    }
}
