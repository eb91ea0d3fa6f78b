/// The web pages for auditors, administrators and retention managers, over the services that answer the APIs.
///
/// A page that shows something of the trail is an audited read: its `audit.read` is durable before the first byte goes
/// out, and a read that cannot be recorded is a page that says so. Pages are made on the server, of templates in
/// `src/main/jte` that the build compiles; they escape all that they are given. A browser loads nothing from elsewhere
/// and runs nothing that stands in a page.
///
/// Entry types: [CallRow], [CallView], [ConsolePage], [Fact], [Pages], [SearchForm], [Shell], [Shown].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: forecast",
            "dataflow",
            "event",
            "event :: facts",
            "event :: value",
            "gateway :: explain",
            "identity :: callers",
            "identity :: operators",
            "identity :: signin",
            "identity :: tokens",
            "keys",
            "limits",
            "policy",
            "policy :: model",
            "query :: api",
            "query :: content",
            "query :: coverage",
            "query :: evidence",
            "query :: index",
            "query :: lookup",
            "query :: questions",
            "query :: read",
            "recording",
            "report",
            "retention :: erasure",
            "retention :: requests",
            "support :: coding",
            "support :: digest",
            "support :: json",
            "support :: sqlite",
            "support :: tables",
            "switches",
            "tlog",
            "tlog :: note",
            "tlog :: proof",
            "verifier :: assurance",
            "verifier :: browser",
            "verifier :: bundle",
            "verifier :: search",
            "web"
        })
@NullMarked
package io.chirograph.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
