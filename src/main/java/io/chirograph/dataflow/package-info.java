/// Where data goes, worked out of the configuration and the policy that run: as a paper, a picture and JSON. The same
/// configuration gives the same bytes, whose digest is recorded in `config.changed`.
///
/// Entry types: [DataFlow], [DataFlows], [DataflowCommand], [FlowTables], [PaperCommand].
@ApplicationModule(
        allowedDependencies = {
            "archive :: retention",
            "archive :: settings",
            "content :: envelope",
            "event :: facts",
            "event :: value",
            "gateway :: settings",
            "identity :: operators",
            "policy",
            "policy :: eval",
            "policy :: model",
            "query :: api",
            "query :: read",
            "recording",
            "support :: command",
            "support :: concurrent",
            "support :: digest",
            "support :: disk",
            "support :: json",
            "support :: lifecycle",
            "web"
        })
@NullMarked
package io.chirograph.dataflow;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
