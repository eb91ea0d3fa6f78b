/// What MCP servers offer, compared with what they offered before.
///
/// Entry types: [OfferStore], [OfferWatch].
@NamedInterface("offers")
@NullMarked
package io.chirograph.gateway.offers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
