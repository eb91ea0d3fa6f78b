package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The facts of a `usage.reconciled` event: what a provider's own report of usage says was held against the
/// trail.
/// @param provider the configured name
/// @param source where the report was read: scheme, host and port
/// @param from the first day (UTC)
/// @param to the day after the last
/// @param verdict `holds`, `differs` or `unchecked`
/// @param reason why it could not be checked; null where it could
/// @param counts how many rows there are of each kind
/// @param unexplainedTokens what the provider counts and no call of the trail explains
/// @param rows the weightiest rows, each a map of texts and numbers; the first [#MOST] are recorded
/// @param rowsDigest over all rows, one canonical JSON object a line
/// @param reportDigest over the bodies of the report's pages, in the order in which they were read
/// @param logs the logs that were read, by id, and up to which signed size
@Fact.Of(EventType.USAGE_RECONCILED)
public record UsageReconciled(
        String provider,
        @Nullable String source,
        LocalDate from,
        LocalDate to,
        String verdict,
        @Nullable String reason,
        SortedMap<String, Long> counts,
        long unexplainedTokens,
        List<SortedMap<String, Object>> rows,
        @Nullable Digest rowsDigest,
        @Nullable Digest reportDigest,
        SortedMap<String, Long> logs,
        Actor operator)
        implements Fact {
    /// So many rows are recorded.
    public static final int MOST = 64;

    private static final int LONGEST = 128;

    public UsageReconciled {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        rows = rows.stream()
                .map(row -> Collections.unmodifiableSortedMap(new TreeMap<>(row)))
                .toList();
        logs = Collections.unmodifiableSortedMap(new TreeMap<>(logs));
    }

    @Override
    public void writeTo(Fields data) {
        data.word("provider", provider)
                .text("source", source, 256)
                .constant("from", from.toString())
                .constant("to", to.toString())
                .word("verdict", verdict)
                .text("reason", reason, 512)
                .scalars("counts", counts, 16, LONGEST)
                .number("unexplainedTokens", unexplainedTokens)
                .values("rows", rows, MOST, LONGEST)
                .digest("rowsDigest", rowsDigest)
                .digest("reportDigest", reportDigest)
                .scalars("logs", logs, Fields.ENTRIES, 255)
                .object("operator", operator);
    }
}
