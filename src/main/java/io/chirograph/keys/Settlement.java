package io.chirograph.keys;

import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Settles what a process that stopped has left half done, before a request is taken. What cannot be recorded now waits
/// for the next change or start.
final class Settlement extends LifecyclePart implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private final GatewayKeyRegister register;

    Settlement(GatewayKeyRegister register) {
        super(Phase.SETTLEMENT);
        this.register = register;
    }

    @Override
    protected Runnable begin() {
        try {
            register.settle();
        } catch (IOException | RecordingUnavailable e) {
            LOG.warn("A change of a gateway key that was left half done is still so: {}", e.getMessage());
        }
        return () -> {};
    }
}
