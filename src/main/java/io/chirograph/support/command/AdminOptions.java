package io.chirograph.support.command;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Where a command acts: on a running gateway, or on the data directory of a stopped one.
public final class AdminOptions {
    /// What `--ca-file` is, for every command that asks a gateway.
    public static final String AUTHORITIES =
            "certificates (PEM) of the authorities that the gateway's own may come from; default: those of the Java"
                    + " runtime";

    @Option(names = "--offline", description = "act on the data directory of a stopped gateway")
    private boolean offline;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "the running gateway (${DEFAULT-VALUE})")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Option(names = "--token-file", paramLabel = "FILE", description = "holds an administrator's token")
    private @Nullable Path tokenFile;

    @Option(names = "--ca-file", paramLabel = "FILE", description = AUTHORITIES)
    private @Nullable Path authorities;

    public boolean offline() {
        return offline;
    }

    /// The way to the running gateway.
    /// @param line the command, for a message about its usage
    public AdminClient client(CommandLine line) {
        if (tokenFile == null) {
            throw new CommandLine.ParameterException(
                    line, "--token-file is missing: a file with an administrator's token; or --offline");
        }
        return new AdminClient(url, tokenFile, authorities);
    }
}
