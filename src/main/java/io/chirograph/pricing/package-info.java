/// What calls cost: a table of list prices, and the sums that are made of it.
///
/// Money is decimal and exact everywhere; what is unknown stays unknown and is never zero. A table is one file, valid
/// as
/// a whole or not taken at all, and is named in each cost by the digest of its bytes. Nothing here fetches prices.
///
/// Entry types: [Prices], [PricesCommand], [PriceTable], [PriceSource], [PricingProperties], [InvalidPrices].
@ApplicationModule(
        allowedDependencies = {
            "event :: facts",
            "event :: value",
            "recording",
            "support :: command",
            "support :: concurrent",
            "support :: digest",
            "support :: disk",
            "support :: lifecycle",
            "support :: metrics",
            "web"
        })
@NullMarked
package io.chirograph.pricing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
