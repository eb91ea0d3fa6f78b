/// Reads a published log back and judges it, offline and without trusting whoever wrote it. No Spring.
///
/// Entry types: [ArchiveVerifier], [LogLiveness].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "event",
            "event :: encoding",
            "event :: value",
            "publishedlog",
            "support :: command",
            "support :: digest",
            "support :: json",
            "tlog",
            "tlog :: note",
            "tlog :: policy",
            "tlog :: proof",
            "tlog :: tile"
        })
@NullMarked
package io.chirograph.verifier;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
