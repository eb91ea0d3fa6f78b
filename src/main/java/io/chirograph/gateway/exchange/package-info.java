/// A recorded call under way: sent, streamed back, let end once that is recorded.
///
/// Entry types: [Charge], [Exchange], [Follower], [KillSwitch], [Offers], [OpenExchange], [OpenExchanges], [WaitClock].
@NamedInterface("exchange")
@NullMarked
package io.chirograph.gateway.exchange;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
