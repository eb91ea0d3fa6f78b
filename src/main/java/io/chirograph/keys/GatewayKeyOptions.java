package io.chirograph.keys;

import io.chirograph.identity.callers.Grants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a gateway key is to be, on the command line.
final class GatewayKeyOptions {
    @Option(names = "--id", required = true, description = "shown in events: up to 64 of a-z, 0-9, -")
    private String id = "";

    @Option(names = "--application", required = true, description = "the application that will hold the key")
    private String application = "";

    @Option(names = "--tenant", required = true, description = "whom the application works for")
    private String tenant = "";

    @Option(names = "--team", required = true, description = "who answers for it")
    private String team = "";

    @Option(names = "--provider", split = ",", description = "only these providers")
    private List<String> providers = new ArrayList<>();

    @Option(names = "--model", split = ",", description = "only these models; * for any text")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--operation-class",
            split = ",",
            description = "only these classes of operations; default: inference, catalogue")
    private List<String> operationClasses = new ArrayList<>();

    @Option(names = "--data-class", description = "the key's own class of data; no call can go below it")
    private @Nullable String dataClass;

    @Option(names = "--may-carry", split = ",", description = "only these classes of data")
    private List<String> dataClasses = new ArrayList<>();

    @Option(names = "--expires", paramLabel = "TIME", description = "from when on it is refused, ISO 8601")
    private @Nullable Instant expires;

    @Option(names = "--address", paramLabel = "CIDR", split = ",", description = "only from these addresses")
    private List<String> addresses = new ArrayList<>();

    /// @throws IllegalArgumentException naming what cannot be
    GatewayKeyRequest request(String reason) {
        Grants grants = new Grants(providers, models, operationClasses, dataClass, dataClasses, expires, addresses);
        return new GatewayKeyRequest(id, application, tenant, team, grants, reason);
    }
}
