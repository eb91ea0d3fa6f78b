package io.chirograph.retention.manager;

import io.chirograph.event.facts.AccessAuthenticated;
import io.chirograph.identity.operators.AccessEventSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells in the program's log who came to the doors of a process without a log of its own.
final class ManagerAccessLog implements AccessEventSink {
    private static final Logger LOG = LoggerFactory.getLogger(ManagerAccessLog.class);

    @Override
    public void granted(AccessAuthenticated facts) {
        LOG.info("{} enters {}", facts.principal().verified(), facts.surface());
    }

    @Override
    public void refused(AccessAuthenticated facts, boolean first) {
        if (first || !facts.known()) {
            LOG.warn(
                    "{} from {} is turned away from {}: {}",
                    facts.known() ? facts.principal().verified() : "somebody",
                    facts.client().source(),
                    facts.surface(),
                    facts.code());
        }
    }
}
