/// Erasures: the content about one person becomes unreadable, as the person's key is destroyed.
///
/// The sealed bytes stay where they are, under their lock; what proves them stays valid. An erasure goes through these
/// steps, one after the other, and its state stands in `erasures.db` of the data directory:
///
/// 1. what it reaches is searched for in the archive; nothing is begun where that cannot be read;
/// 2. the row is written: `asked`;
/// 3. `erasure.requested` is durable, then the row is `requested`;
/// 4. no request of a retention manager is taken meanwhile: holds are looked for, those that are asked for here and
///    those that the store has on what is reached; without one the person's keys are destroyed, all in one commit,
///    and the row is `destroyed`. A hold wins as long as the keys are there: the row is `refusing`, a second
///    `erasure.requested` says what is held, and the row is `refused`;
/// 5. `key.destroyed` and `payload.erased` are durable for each key, then the row is `done`, and the person's name is
///    no longer in it.
///
/// | broken off | left behind | the next start, or the next look |
/// |---|---|---|
/// | before step 2 | nothing | nothing |
/// | behind the row | `asked`, the event perhaps | records `erasure.requested`, once more perhaps, and goes on |
/// | behind `erasure.requested` | the same | the same |
/// | behind `requested` | keys and all | looks for holds again and goes on: a hold that came wins |
/// | behind the keys' destruction | `requested`, no key | looks for no hold; records what is gone |
/// | behind `refusing` | keys and all | records the refusal, once more perhaps; nothing is destroyed |
/// | behind `destroyed` | no key, the events perhaps | records them, once more perhaps |
/// | behind `done` or `refused` | an end | nothing |
///
/// What is not published yet is not searched, and a hold that is placed with the store's own means, past every gateway,
/// in the instant between the look and the keys' destruction is not seen.
///
/// Entry types: [Erasure], [ErasureQuestion], [Erasures], [Reach].
@NamedInterface("erasure")
@NullMarked
package io.chirograph.retention.erasure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
