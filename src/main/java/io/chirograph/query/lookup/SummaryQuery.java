package io.chirograph.query.lookup;

import java.util.List;
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
        HOUR("%Y-%m-%dT%H:00:00Z"),
        DAY("%Y-%m-%d"),
        MONTH("%Y-%m");

        private final String form;

        Span(String form) {
            this.form = form;
        }

        String sql(String millis) {
            return "strftime('" + form + "', (" + millis + ") / 1000, 'unixepoch')";
        }
    }
}
