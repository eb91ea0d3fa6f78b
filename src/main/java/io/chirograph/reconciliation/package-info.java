/// Holds what a provider's own report of usage says against the trail: what went around the gateway, and
/// what the gateway's own credentials used beyond the calls that are recorded.
///
/// The report is read by a command, in a process of its own and with a credential of its own; the serving
/// process keeps its outcome, for the log and metrics, and never has that credential.
///
/// ```text
/// provider's report ── pages, bounded ──► ReportedUsage ─┐
///                                                        ├─► Comparison ──► rows ──► usage.reconciled, report
/// archive ── segments of those days, verified ──► Trail ─┘
/// ```
///
/// Nothing that a provider says can make a difference disappear: counts only add up, a page or a day that
/// is missing is no agreement, and usage on a credential that nobody declared is a bypass whatever the
/// trail holds.
///
/// Entry types: [ReconcileCommand].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "archive :: retention",
            "event",
            "event :: encoding",
            "event :: facts",
            "event :: value",
            "exporter :: keys",
            "gateway :: settings",
            "identity :: operators",
            "journal",
            "journal :: internal",
            "publishedlog",
            "query :: index",
            "recording",
            "support :: command",
            "support :: digest",
            "support :: disk",
            "support :: json",
            "support :: metrics",
            "tlog",
            "tlog :: note",
            "tlog :: proof",
            "verifier :: command",
            "web"
        })
@NullMarked
package io.chirograph.reconciliation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
