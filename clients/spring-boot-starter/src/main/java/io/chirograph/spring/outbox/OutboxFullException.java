package io.chirograph.spring.outbox;

/// The outbox holds as many events that are not recorded as it may: the gateway is away for too long, or too
/// much is parked. What should have been recorded must not happen.
public final class OutboxFullException extends IllegalStateException {
    OutboxFullException(long rows, int most) {
        super("The outbox holds " + rows + " events that are not recorded; chirograph.outbox.max-waiting is " + most);
    }
}
