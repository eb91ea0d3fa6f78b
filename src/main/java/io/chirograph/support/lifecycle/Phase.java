package io.chirograph.support.lifecycle;

/// The order in which lifecycle parts start; they stop in the reverse order.
///
/// So at a stop calls drain first, then `log.stopped` is recorded, then the exporters publish it, and last it is
/// confirmed.
public enum Phase {
    /// Confirmations of what was published.
    CONFIRMATION(400),
    EXPORT(500),
    /// The log opens. Before and after, whatever must be recorded is refused.
    RECORDING(1000),
    /// What was left half done is settled, before a request is taken.
    SETTLEMENT(1001),
    /// What recurs, and may record.
    RECURRING(1100),
    /// Waits for the first of what recurs.
    REQUIREMENTS(1101),
    /// Calls; before the web server takes its first, and after it has taken its last.
    CALLS(Integer.MAX_VALUE - 1536),
    /// What nothing else waits for.
    LAST(Integer.MAX_VALUE);

    private final int value;

    Phase(int value) {
        this.value = value;
    }

    /// As Spring's lifecycle counts.
    public int value() {
        return value;
    }
}
