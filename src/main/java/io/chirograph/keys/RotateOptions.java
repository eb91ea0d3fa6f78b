package io.chirograph.keys;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a rotation is asked for: a running gateway, or the data directory of a stopped one.
final class RotateOptions {
    @Option(names = "--offline", description = "act on the data directory of a stopped gateway")
    boolean offline;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "the running gateway (${DEFAULT-VALUE})")
    URI url = URI.create("http://127.0.0.1:8080");

    @Option(names = "--token-file", paramLabel = "FILE", description = "holds an administrator's token")
    @Nullable
    Path tokenFile;
}
