/// The command line: arguments, the environment that commands run in, the program that runs them.
///
/// Entry types: [Arguments], [CommandEnvironment], [CommandLineProgram].
@ApplicationModule(
        allowedDependencies = {
            "archive :: retention",
            "archive :: setup",
            "archivecopy",
            "boot",
            "content :: envelope",
            "content :: keys",
            "content :: redaction",
            "content",
            "controls",
            "dataflow",
            "exporter :: keys",
            "gateway :: explain",
            "identity :: development",
            "keys",
            "monitor :: command",
            "policy",
            "policy :: eval",
            "policy :: model",
            "pricing",
            "publishedlog",
            "query",
            "query :: export",
            "reconciliation",
            "report",
            "rescue",
            "retention",
            "support :: command",
            "support :: digest",
            "support :: disk",
            "switches",
            "tlog :: note",
            "verifier :: command",
            "web",
            "witness :: server"
        })
@NullMarked
package io.chirograph.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
