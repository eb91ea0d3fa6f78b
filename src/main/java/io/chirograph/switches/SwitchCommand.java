package io.chirograph.switches;

import io.chirograph.support.command.AdminOptions;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `chirograph switch`: stops calls on a running gateway, and lets them go on.
@Command(
        name = "switch",
        mixinStandardHelpOptions = true,
        description = "Stop calls on a running gateway at once, let them go on, or list what is stopped.")
public final class SwitchCommand extends ChirographCommand {
    private static final String SCOPE =
            "all, provider:NAME, model:NAME (* at the end for any rest), tenant:NAME or key:ID";

    @Command(mixinStandardHelpOptions = true, description = "Stop calls; until resumed, also over restarts.")
    int stop(
            @Parameters(paramLabel = "SCOPE", description = SCOPE) String scope,
            @Option(names = "--reason", required = true, description = "stands in the log") String reason,
            @Option(names = "--end-open", description = "also end the calls that are under way") boolean endOpen,
            @Mixin AdminOptions options)
            throws IOException {
        return change(scope, true, endOpen, reason, options);
    }

    @Command(mixinStandardHelpOptions = true, description = "Let stopped calls go on.")
    int resume(
            @Parameters(paramLabel = "SCOPE", description = SCOPE) String scope,
            @Option(names = "--reason", required = true, description = "stands in the log") String reason,
            @Mixin AdminOptions options)
            throws IOException {
        return change(scope, false, false, reason, options);
    }

    @Command(mixinStandardHelpOptions = true, description = "List what is stopped.")
    int list(@Mixin AdminOptions options) throws IOException {
        return print(options.client(running(options)).get(SwitchController.PATH));
    }

    private int change(String scope, boolean stopped, boolean endOpen, String reason, AdminOptions options)
            throws IOException {
        SwitchRequest request = usage(() -> new SwitchRequest(SwitchScope.parse(scope), stopped, endOpen, reason));
        return print(options.client(running(options)).post(SwitchController.PATH, StrictJson.bytes(request), 200));
    }

    private CommandLine running(AdminOptions options) {
        if (options.offline()) {
            throw usage("--offline: a stopped gateway lets no call through; there is nothing to switch");
        }
        return line();
    }

    private int print(JsonNode response) {
        PrintWriter out = out();
        if (response.path("items").isEmpty()) {
            out.println("nothing is stopped");
        }
        for (JsonNode item : response.path("items")) {
            String value = item.path("value").asString("");
            out.printf(
                    "%s%s since %s: %s%n",
                    item.path("scope").asString(),
                    value.isEmpty() ? "" : ":" + value,
                    item.path("since").asString(),
                    item.path("reason").asString());
        }
        out.flush();
        return 0;
    }
}
