/// Receipts for callers: a signed promise with each response, and the proof that it was kept.
///
/// Making a receipt waits for nothing. Proofs are read from the archive, so that they say what is published.
///
/// Entry types: [CallLocator], [Receipts].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "event",
            "event :: encoding",
            "event :: facts",
            "event :: value",
            "exporter :: keys",
            "identity :: callers",
            "publishedlog",
            "recording",
            "tlog",
            "tlog :: note",
            "tlog :: proof",
            "verifier :: receipt",
            "web",
            "web :: clientaddress"
        })
@NullMarked
package io.chirograph.receipts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
