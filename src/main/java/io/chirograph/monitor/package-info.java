/// Follows what was published and verifies it again; reports gaps and what the store really does with locks.
///
/// Entry types: [MonitorProperties], [ObjectObserver], [PacedArchive], [Repeating].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "archive :: retention",
            "archive :: settings",
            "event :: facts",
            "publishedlog",
            "recording",
            "support :: command",
            "support :: concurrent",
            "support :: disk",
            "support :: lifecycle",
            "support :: metrics",
            "tlog",
            "tlog :: note",
            "verifier",
            "verifier :: options",
            "verifier :: report"
        })
@NullMarked
package io.chirograph.monitor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
