/// Has others confirm what this log published: witnesses cosign its checkpoints (c2sp.org/tlog-witness), and an
/// authority stamps them with the time (RFC 3161). And is such a witness for other logs.
///
/// A follower: it reads checkpoints from the archive, asks, verifies what it is told, and puts it beside them. Export
/// and calls never wait for it; nothing points back.
///
/// ```text
/// <log>/cosignatures/<size>/<witness key id>           one signature line, LF
/// <log>/timestamps/<size>.tsr                          an authority's response, DER
/// <log>/refusals/<size>/<witness key id>               what a witness was sent and why it would not sign
/// ```
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: retention",
            "publishedlog",
            "support :: command",
            "support :: concurrent",
            "support :: digest",
            "support :: disk",
            "support :: http",
            "support :: lifecycle",
            "support :: metrics",
            "tlog",
            "tlog :: note",
            "tlog :: policy",
            "tlog :: proof",
            "verifier :: command",
            "verifier :: timestamp"
        })
@NullMarked
package io.chirograph.witness;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
