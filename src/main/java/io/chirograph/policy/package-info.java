/// Decides what a call may do and what of it is kept: providers, models, operations, classes of data, payload level
/// and retention class.
///
/// A policy is one file, valid as a whole or not taken at all. A call is judged twice: by what its head says, before
/// any of its body is read, and by what its body says, before anything is recorded as started. Whatever a rule needs
/// to know and cannot is refused. Nothing that a caller sends widens what its credential may do: its words can only
/// raise the class of its data and lower what is kept.
///
/// Entry types: [PolicyDecisionPoint], [PolicyProperties].
@ApplicationModule(
        allowedDependencies = {
            "event",
            "event :: encoding",
            "event :: facts",
            "event :: value",
            "recording",
            "support :: concurrent",
            "support :: digest",
            "support :: disk",
            "support :: lifecycle",
            "web"
        })
@NullMarked
package io.chirograph.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
