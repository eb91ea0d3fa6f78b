package io.chirograph.monitor;

import java.util.List;

/// The checks of all archives, `main` first.
record ArchiveChecks(List<ArchiveCheck> checks) {
    ArchiveChecks {
        checks = List.copyOf(checks);
    }
}
