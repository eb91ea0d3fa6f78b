/// Events of applications: takes them at `POST /v1/events`, checks, attributes and records them.
///
/// All events of a request are durable when its response comes, or none is recorded. A request with an
/// `Idempotency-Key` is recorded once within 24 hours, however often it is sent and whenever the process dies.
///
/// Entry types: [ApplicationsProperties].
@ApplicationModule(
        allowedDependencies = {
            "content :: capture",
            "event",
            "event :: encoding",
            "event :: facts",
            "event :: value",
            "gateway :: call",
            "gateway :: http",
            "gateway :: refusal",
            "gateway :: server",
            "identity :: callers",
            "journal",
            "policy",
            "policy :: eval",
            "policy :: model",
            "receipts",
            "recording",
            "state",
            "support :: digest",
            "support :: sqlite",
            "tlog",
            "web",
            "web :: clientaddress"
        })
@NullMarked
package io.chirograph.applications;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
