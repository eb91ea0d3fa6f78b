package io.chirograph.query.lookup;

import io.chirograph.query.index.sql.Dialect;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A checked question for figures about calls.
/// @param calls which calls are meant; its limit is the most groups that are told apart
/// @param by the span of time that figures are told for; null for all of it in one
/// @param groups the columns that calls are grouped by, two at most
public record SummaryQuery(ListQuery calls, @Nullable Span by, List<String> groups) {
    /// What calls can be grouped by.
    public static final List<String> GROUPS = List.of("actor", "tenant", "model", "provider", "key", "class");

    /// A span of time, in UTC.
    public enum Span {
        HOUR,
        DAY,
        MONTH;

        String sql(Dialect dialect, String millis) {
            return dialect.span(name().toLowerCase(Locale.ROOT), millis);
        }
    }
}
