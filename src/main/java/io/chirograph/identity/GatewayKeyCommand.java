package io.chirograph.identity;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph gateway-key`: makes gateway keys. It writes nothing: the key is shown once, and what the gateway
/// is to know of it is configuration.
@Command(
        name = "gateway-key",
        mixinStandardHelpOptions = true,
        subcommands = GatewayKeyCommand.Create.class,
        description = "Make keys that let applications call models.")
public final class GatewayKeyCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        throw new CommandLine.ParameterException(line, "Missing command: create");
    }

    /// `chirograph gateway-key create`.
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Print a new key, once, and the configuration that lets it in.")
    static final class Create implements Callable<Integer> {
        @CommandLine.Spec
        private CommandLine.Model.@Nullable CommandSpec spec;

        @Option(names = "--id", required = true, description = "shown in events: up to 64 of a-z, 0-9, -")
        private String id = "";

        @Option(names = "--application", required = true, description = "the application that will hold the key")
        private String application = "";

        @Option(names = "--tenant", required = true, description = "whom the application works for")
        private String tenant = "";

        @Option(names = "--team", required = true, description = "who answers for it")
        private String team = "";

        @Override
        public Integer call() {
            CommandLine line = Objects.requireNonNull(spec).commandLine();
            GatewayKey key;
            GatewayKeyEntry entry;
            try {
                key = GatewayKey.generate(id);
                entry = new GatewayKeyEntry(
                        id, KeyHash.of(key.text()).toString(), application, tenant, team, Grants.UNLIMITED);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(line, String.valueOf(e.getMessage()), e);
            }
            PrintWriter out = line.getOut();
            out.println(key.text());
            out.println();
            out.println(yaml(entry));
            out.flush();
            return 0;
        }

        private static String yaml(GatewayKeyEntry entry) {
            return """
                    # The key above is shown this once. Add this to config/application.yml:
                    chirograph:
                      identity:
                        gateway-keys:
                          - id: '%s'
                            hash: '%s'
                            application: '%s'
                            tenant: '%s'
                            team: '%s'""".formatted(
                            entry.id(),
                            entry.hash(),
                            entry.application().replace("'", "''"),
                            entry.tenant().replace("'", "''"),
                            entry.team().replace("'", "''"));
        }
    }
}
