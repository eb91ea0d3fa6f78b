/// Follows the published log into an index that can be thrown away, and answers auditors from it.
///
/// Entry types: [ReindexCommand].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "archive :: forecast",
            "event",
            "event :: encoding",
            "event :: facts",
            "event :: value",
            "identity :: operators",
            "publishedlog",
            "recording",
            "support :: command",
            "support :: concurrent",
            "support :: digest",
            "support :: json",
            "support :: metrics",
            "tlog",
            "tlog :: note",
            "tlog :: proof",
            "tlog :: tile",
            "verifier :: bundle",
            "verifier :: search",
            "verifier :: timestamp",
            "web",
            "web :: clientaddress"
        })
@NullMarked
package io.chirograph.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
