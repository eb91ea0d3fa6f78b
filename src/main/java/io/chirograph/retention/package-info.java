/// Legal holds, longer retention and erasures: what a retention manager asks for, does, and what is then found on the
/// objects.
///
/// A gateway only records requests (`hold.requested`, `retention.requested`) and what it later finds on the objects
/// (`hold.placed`, `hold.released`, `retention.changed`); a change that no request explains is an alarm. What is
/// done at the store is done by a command, or a process of its own, with the retention manager's own credential.
///
/// What can be lost: nothing that is recorded. A request is durable before it stands in the register; a change is
/// recorded before it is remembered as seen, so a crash between the two records it twice and never not at all.
///
/// Content about a person is erased by destroying that person's key, see `retention.erasure`; a hold on any of it
/// forbids that.
///
/// Entry types: [HoldCommand], [RetentionCommand].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "archive :: retention",
            "archive :: s3",
            "archive :: settings",
            "content :: keys",
            "event",
            "event :: facts",
            "event :: value",
            "identity :: operators",
            "monitor",
            "publishedlog",
            "recording",
            "support :: command",
            "support :: concurrent",
            "support :: disk",
            "support :: json",
            "support :: lifecycle",
            "support :: metrics",
            "support :: sqlite",
            "support :: tables",
            "tlog :: tile",
            "verifier :: command",
            "web"
        })
@NullMarked
package io.chirograph.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
