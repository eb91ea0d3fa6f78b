package io.chirograph.keys;

import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.state.Hearing;
import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Settles what a process that stopped has left half done, before a request is taken. What cannot be recorded now waits
/// for the next change or start. Where keys are shared it also looks for what another process left, and puts into force
/// what others change.
final class Settlement extends LifecyclePart implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final GatewayKeyRegister register;
    private final Hearing hearing;

    Settlement(GatewayKeyRegister register, Hearing hearing) {
        super(Phase.SETTLEMENT);
        this.register = register;
        this.hearing = hearing;
    }

    @Override
    protected Runnable begin() {
        settle();
        if (!register.isShared()) {
            return () -> {};
        }
        hearing.onChange(register::inForce);
        Schedule thread = new Schedule("key-settlement", Worker.Serves.REST);
        thread.every(EVERY, this::settle);
        return () -> thread.stop(STOP_WITHIN);
    }

    private void settle() {
        try {
            register.settle();
        } catch (IOException | RecordingUnavailable e) {
            LOG.warn("A change of a gateway key that was left half done is still so: {}", e.getMessage());
        }
    }
}
