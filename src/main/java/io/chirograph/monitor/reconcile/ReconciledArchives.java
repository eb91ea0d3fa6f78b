package io.chirograph.monitor.reconcile;

import java.util.List;

/// All archives that are examined.
record ReconciledArchives(List<ReconciledArchive> archives) {
    ReconciledArchives {
        archives = List.copyOf(archives);
    }
}
