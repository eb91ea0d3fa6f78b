/// Holds calls to limits and budgets: requests, tokens, money and calls at once, for each subject and
/// window.
///
/// A call reserves what it may take at most of every limit that is about it, all or nothing, in memory;
/// then its `ai.call.started` says what is reserved, so that an open call is its reservation. When
/// `ai.call.completed` is durable, and before the end of the answer is released, the reservation becomes
/// what the call took. Less than was reserved is counted only where that is known.
///
/// `limits.db` in the data directory holds the sum over the journal's events up to a position. It is
/// written behind; a start reads on from there. So a crash at any point loses nothing: what was reserved
/// and has no end stays spent. A limit can be exceeded by no more than calls under way take beyond their
/// estimates: by one call's error where calls follow each other.
///
/// Entry types: [LimitReached], [LimitedCall], [Limits], [LimitsProperties], [Reservation], [Standing],
/// [Usage].
@ApplicationModule(
        allowedDependencies = {
            "event",
            "event :: encoding",
            "event :: facts",
            "event :: value",
            "identity :: callers",
            "identity :: operators",
            "journal",
            "policy",
            "policy :: model",
            "recording",
            "support :: concurrent",
            "support :: lifecycle",
            "support :: metrics",
            "support :: sqlite",
            "web"
        })
@NullMarked
package io.chirograph.limits;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
