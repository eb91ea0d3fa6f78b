package io.chirograph.report;

import io.chirograph.support.command.AdminClient;
import io.chirograph.support.command.AdminOptions;
import io.chirograph.support.command.Converters;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Of which period an auditors' process is asked for something, and where it goes.
final class PeriodOptions {
    @Option(
            names = "--from",
            required = true,
            paramLabel = "DATE",
            converter = Converters.Moment.class,
            description = "beginning of the period, in UTC")
    private Instant from = Instant.EPOCH;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DATE",
            converter = Converters.Moment.class,
            description = "its end, which is not part of it")
    private Instant to = Instant.EPOCH;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "the running gateway or auditors' process (${DEFAULT-VALUE})")
    private URI url = URI.create("http://127.0.0.1:8080");

    @Option(names = "--token-file", required = true, paramLabel = "FILE", description = "holds an auditor's token")
    private Path tokenFile = Path.of("token");

    @Option(names = "--ca-file", paramLabel = "FILE", description = AdminOptions.AUTHORITIES)
    private @Nullable Path authorities;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "where to")
    private Path out = Path.of("out");

    Path out() {
        return out;
    }

    /// @param path without a query
    /// @param more further parameters by name, each with its value behind it; one that is null is left out
    String asked(String path, @Nullable String... more) {
        StringBuilder asked = new StringBuilder(path + "?from=" + from + "&to=" + to);
        for (int i = 0; i < more.length; i += 2) {
            if (more[i + 1] != null) {
                asked.append('&')
                        .append(more[i])
                        .append('=')
                        .append(URLEncoder.encode(String.valueOf(more[i + 1]), StandardCharsets.UTF_8));
            }
        }
        return asked.toString();
    }

    AdminClient client() {
        return new AdminClient(url, tokenFile, authorities);
    }
}
