package io.chirograph.query.grants;

import io.chirograph.query.api.AuditServer;

/// Does at once what a process does every ten seconds.
public final class Settling {
    private Settling() {}

    /// Ends what has expired, and records the ends that are not recorded yet.
    public static void now(AuditServer server) {
        server.part(ContentGrants.class).settle();
    }
}
