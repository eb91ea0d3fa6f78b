/// The report of a period, the models and tools that were seen in it, and the annex to a statement of work: what an
/// auditor is handed, made of the index, the store and the configuration, each statement with where it comes from.
///
/// Entry types: [AiBomCommand], [ReportCommand], [Reports], [SowCommand].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "dataflow",
            "event",
            "identity :: operators",
            "publishedlog",
            "query :: api",
            "query :: coverage",
            "query :: evidence",
            "query :: index",
            "query :: index-sql",
            "query :: lookup",
            "query :: read",
            "support :: command",
            "support :: digest",
            "support :: disk",
            "support :: json",
            "tlog :: note",
            "verifier :: assurance",
            "verifier :: bundle",
            "verifier :: search",
            "web"
        })
@NullMarked
package io.chirograph.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
