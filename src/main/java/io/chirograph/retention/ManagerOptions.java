package io.chirograph.retention;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.RetentionStore;
import io.chirograph.retention.manager.ManagerStore;
import io.chirograph.retention.requests.GatewayClient;
import io.chirograph.retention.scope.ScopeResolver;
import io.chirograph.support.command.AdminClient;
import io.chirograph.support.command.AdminOptions;
import io.chirograph.verifier.command.ArchiveLocation;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where a retention manager's command acts, and where what it does is recorded.
final class ManagerOptions {
    @Option(
            names = "--archive",
            paramLabel = "NAME",
            defaultValue = "main",
            description = "which configured archive (${DEFAULT-VALUE}); each copy is held by itself")
    private String archive = "main";

    @Option(
            names = "--ids-from",
            paramLabel = "ARCHIVE",
            description = "where segments are read to find ids, when the manager's credential may not read them:"
                    + " a directory, or s3://bucket/prefix with AWS's default chain")
    private @Nullable String readable;

    @Option(
            names = {"--gateway", "--url"},
            paramLabel = "URL",
            description = "the gateway that records the request first")
    private @Nullable URI gateway;

    @Option(names = "--token-file", paramLabel = "FILE", description = "holds a retention manager's token")
    private @Nullable Path tokenFile;

    @Option(names = "--ca-file", paramLabel = "FILE", description = AdminOptions.AUTHORITIES)
    private @Nullable Path authorities;

    @Mixin
    private ArchiveLocation location = new ArchiveLocation();

    RetentionStore store(Environment environment) {
        return ManagerStore.open(Binder.get(environment), archive);
    }

    ScopeResolver scopes(RetentionStore store) throws ArchiveUnavailableException {
        Archive own = store.archive();
        return readable == null ? new ScopeResolver(own) : new ScopeResolver(own, location.open(readable));
    }

    /// Where requests are recorded; null where nobody said.
    @Nullable
    GatewayClient client(CommandLine line) {
        if (gateway == null) {
            return null;
        }
        if (tokenFile == null) {
            throw new CommandLine.ParameterException(line, "--token-file is missing: a retention manager's token");
        }
        return new GatewayClient(new AdminClient(gateway, tokenFile, authorities));
    }
}
