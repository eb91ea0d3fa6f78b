/// Follows the published log into an index that can be thrown away, and answers auditors from it.
///
/// Entry types: [ReindexCommand].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "archive :: forecast",
            "content :: envelope",
            "content :: keys",
            "event",
            "event :: encoding",
            "event :: facts",
            "event :: value",
            "identity :: operators",
            "publishedlog",
            "receipts",
            "recording",
            "state",
            "support :: command",
            "support :: concurrent",
            "support :: digest",
            "support :: disk",
            "support :: json",
            "support :: lifecycle",
            "support :: metrics",
            "support :: postgres",
            "support :: sqlite",
            "support :: tables",
            "tlog",
            "tlog :: note",
            "tlog :: proof",
            "tlog :: tile",
            "verifier",
            "verifier :: assurance",
            "verifier :: bundle",
            "verifier :: command",
            "verifier :: meta",
            "verifier :: options",
            "verifier :: payload",
            "verifier :: report",
            "verifier :: scan",
            "verifier :: search",
            "verifier :: timestamp",
            "web",
            "web :: clientaddress"
        })
@NullMarked
package io.chirograph.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
