package io.chirograph.retention;

import io.chirograph.retention.manager.HoldOperations;
import io.chirograph.retention.requests.GatewayClient;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine;

/// What the commands of a retention manager share: the register of the data directory, the gateway that records
/// requests, and how it is told what was done.
record ManagerSession(
        RetentionRequestStore register,
        List<RetentionRequest> known,
        @Nullable GatewayClient gateway,
        CommandLine line,
        Clock clock) {
    private static final int SHOWN = 100;

    /// @param gateway null where requests are recorded nowhere
    static ManagerSession open(Environment environment, @Nullable GatewayClient gateway, CommandLine line, Clock clock)
            throws IOException {
        RetentionRequestStore register =
                RetentionRequestStore.open(Path.of(environment.getProperty("chirograph.data-dir", "./data")));
        return new ManagerSession(register, known(register, gateway), gateway, line, clock);
    }

    /// What this register and the gateway know together, oldest first.
    private static List<RetentionRequest> known(RetentionRequestStore register, @Nullable GatewayClient gateway)
            throws IOException {
        List<RetentionRequest> known = new ArrayList<>(register.requests());
        if (gateway != null) {
            for (RetentionRequest request : gateway.requests()) {
                if (known.stream().noneMatch(one -> Objects.equals(one.event(), request.event()))) {
                    known.add(request);
                }
            }
            known.sort((first, second) -> first.at().compareTo(second.at()));
        }
        return known;
    }

    static String user() {
        return System.getProperty("user.name", "unknown");
    }

    Instant now() {
        return clock.instant();
    }

    /// The holds that run, by matter.
    SequencedMap<String, List<RetentionRequest>> running() {
        return RetentionRequestStore.running(known);
    }

    /// The same, once this is done.
    SequencedMap<String, List<RetentionRequest>> runningWith(RetentionRequest request) {
        List<RetentionRequest> then = new ArrayList<>(known);
        then.add(request);
        return RetentionRequestStore.running(then);
    }

    /// What a matter that is released already held before, for a release that goes on.
    List<RetentionRequest> last(String matter) {
        return known.stream().filter(request -> request.isPlaceOf(matter)).toList();
    }

    /// Has a request recorded, then remembers it. On return the store may be changed.
    void make(RetentionRequest request) throws IOException {
        if (gateway == null) {
            PrintWriter err = line.getErr();
            err.println("chirograph: no --gateway: nothing records this request; gateways will alarm the change as"
                    + " unmatched until it is recorded with POST /admin/v1/holds or /admin/v1/retention-extensions");
            err.flush();
            register.add(request);
        } else {
            register.add(gateway.record(request));
        }
    }

    /// Says how it went; answers the exit code.
    int told(String done, String left, HoldOperations.Outcome outcome) {
        PrintWriter out = line.getOut();
        out.println(outcome.done() + " objects " + done + ", " + outcome.left() + " " + left);
        out.flush();
        if (outcome.failed().isEmpty()) {
            return 0;
        }
        PrintWriter err = line.getErr();
        outcome.failed().entrySet().stream()
                .limit(SHOWN)
                .forEach(failure -> err.println("failed " + failure.getKey() + ": " + failure.getValue()));
        err.println("chirograph: " + outcome.failed().size() + " objects failed; run the same again to go on");
        err.flush();
        return 1;
    }
}
