/// What answers of MCP servers offer: lists of tools, prompts and templates, by name and digest.
///
/// Entry types: [OfferReader], [OfferedItem], [OfferedList].
@NamedInterface("dialect.offers")
@NullMarked
package io.chirograph.gateway.dialect.offers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
