package io.chirograph.retention;

import io.chirograph.retention.manager.HoldOperations;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.support.command.ChirographCommand;
import java.io.IOException;
import java.util.function.Supplier;
import org.springframework.core.env.Environment;

/// Base of the retention manager's commands: what they know, how requests are made, how the outcome is told.
abstract class ManagerCommand extends ChirographCommand {
    private static final int SHOWN = 100;

    private final Supplier<Environment> environment;

    ManagerCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    final Environment environment() {
        return environment.get();
    }

    final ManagerSession desk(ManagerOptions options) throws IOException {
        return ManagerSession.open(environment(), options.client(line()));
    }

    static String user() {
        return System.getProperty("user.name", "unknown");
    }

    /// Has a request recorded, then remembers it. On return the store may be changed.
    final void make(ManagerSession desk, RetentionRequest request) throws IOException {
        if (desk.gateway() == null) {
            report(
                    DONE,
                    "no --gateway: nothing records this request; gateways will alarm the change as unmatched until it"
                            + " is recorded with POST /admin/v1/holds or /admin/v1/retention-extensions");
        }
        desk.make(request);
    }

    /// Says how it went; answers the exit code.
    final int told(String done, String left, HoldOperations.Outcome outcome) {
        print(outcome.done() + " objects " + done + ", " + outcome.left() + " " + left);
        if (outcome.failed().isEmpty()) {
            return DONE;
        }
        outcome.failed().entrySet().stream()
                .limit(SHOWN)
                .forEach(failure -> line().getErr().println("failed " + failure.getKey() + ": " + failure.getValue()));
        return report(FAILED, outcome.failed().size() + " objects failed; run the same again to go on");
    }
}
