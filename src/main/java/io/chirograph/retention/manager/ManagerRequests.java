package io.chirograph.retention.manager;

import io.chirograph.retention.requests.GatewayClient;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.retention.requests.RetentionRequests;
import io.chirograph.support.command.AdminClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Has a gateway record requests in its log, and then does them with the manager's own credential.
record ManagerRequests(
        URI gateway, @Nullable Path authorities, RetentionRequestStore register, RetentionReconciler applying)
        implements RetentionRequests {
    /// Not recorded is not done: without the gateway nothing is taken.
    @Override
    public RetentionRequest make(RetentionRequest request, String operator, String token) throws IOException {
        if (request.by() != null) {
            throw new IllegalArgumentException("by is no end that could be repeated after a crash; name a date, until");
        }
        RetentionRequest recorded =
                new GatewayClient(new AdminClient(gateway, () -> token, authorities)).record(request);
        register.add(recorded);
        applying.add(recorded);
        return recorded;
    }

    @Override
    public List<RetentionRequest> known() {
        return register.requests();
    }

    /// Gateways look at the objects; this process does not.
    @Override
    public long unmatched() {
        return 0;
    }
}
