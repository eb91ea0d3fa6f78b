package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What a call cost by a table of list prices, or why that is unknown. Never an estimate: what is unknown has no
/// amount.
/// @param amount in US dollars, exact and not rounded, zero or more; null when it is unknown
/// @param unknown why there is no amount, as a code (`model-unpriced`, `usage-missing`, …); null when there is one
/// @param table digest of the table of prices, `sha256:<hex>` over its bytes
/// @param line the provider and model of the line that was used, as the table spells them; null where none was
/// @param tier the tier that was charged: `standard`, `batch`, `priority`, …; null where no line was used
public record Cost(
        @Nullable BigDecimal amount,
        @Nullable String unknown,
        String table,
        @Nullable String line,
        @Nullable String tier)
        implements Fields.Part {
    public static final String CURRENCY = "USD";

    public Cost {
        if ((amount == null) == (unknown == null)) {
            throw new IllegalArgumentException("a cost has an amount or a reason, was " + amount + " and " + unknown);
        }
        if (amount != null && amount.signum() < 0) {
            throw new IllegalArgumentException("a cost must be zero or more, was " + amount.toPlainString());
        }
    }

    public static Cost unknown(String reason, String table) {
        return new Cost(null, reason, table, null, null);
    }

    /// The amount as decimals without an exponent and without zeros at its end.
    public static String text(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    @Override
    public void writeTo(Fields data) {
        if (amount != null) {
            data.constant("amount", text(amount)).constant("currency", CURRENCY);
        }
        data.constant("unknown", unknown)
                .text("line", line, 256)
                .word("tier", tier)
                .constant("prices", table);
    }
}
