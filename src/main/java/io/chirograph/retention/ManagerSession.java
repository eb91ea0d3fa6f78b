package io.chirograph.retention;

import io.chirograph.retention.requests.GatewayClient;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/// The requests that a retention manager's command knows: the register of the data directory and what the gateway
/// knows.
/// @param gateway null where requests are recorded nowhere
record ManagerSession(
        RetentionRequestStore register,
        List<RetentionRequest> known,
        @Nullable GatewayClient gateway) {
    static ManagerSession open(Environment environment, @Nullable GatewayClient gateway) throws IOException {
        RetentionRequestStore register =
                RetentionRequestStore.open(Path.of(environment.getProperty("chirograph.data-dir", "./data")));
        return new ManagerSession(register, known(register, gateway), gateway);
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
            known.sort(Comparator.comparing(RetentionRequest::at));
        }
        return known;
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
        register.add(gateway == null ? request : gateway.record(request));
    }
}
