package io.chirograph.keys;

import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Settles, once the log is open and before a request is taken, what a process that stopped has left half done. What
/// cannot be recorded now waits for the next change or the next start; a key that was to be disabled is refused
/// meanwhile.
final class Settlement implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private final GatewayKeyRegister register;
    private volatile boolean running;

    Settlement(GatewayKeyRegister register) {
        this.register = register;
    }

    @Override
    public void start() {
        running = true;
        try {
            register.settle();
        } catch (IOException | RecordingUnavailable e) {
            LOG.warn("A change of a gateway key that was left half done is still so: {}", e.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Phase.SETTLEMENT.value();
    }
}
