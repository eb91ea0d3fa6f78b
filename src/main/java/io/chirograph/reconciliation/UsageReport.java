package io.chirograph.reconciliation;

import io.chirograph.event.encoding.Digest;
import java.util.List;

/// A provider's report, read to its end: every day that was asked for is in it.
/// @param pages how many were read
/// @param digest over their bodies, in the order in which they were read
record UsageReport(List<ReportedUsage> usage, List<BilledCost> costs, int pages, Digest digest) {
    UsageReport {
        usage = List.copyOf(usage);
        costs = List.copyOf(costs);
    }
}
