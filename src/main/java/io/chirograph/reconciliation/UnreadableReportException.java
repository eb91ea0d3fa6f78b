package io.chirograph.reconciliation;

import java.io.IOException;

/// A provider's report could not be read to its end, or says what no report can. Nothing is concluded from
/// it.
final class UnreadableReportException extends IOException {
    UnreadableReportException(String message) {
        super(message);
    }

    UnreadableReportException(String message, Throwable cause) {
        super(message, cause);
    }
}
