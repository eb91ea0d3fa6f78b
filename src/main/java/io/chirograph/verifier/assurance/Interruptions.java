package io.chirograph.verifier.assurance;

import io.chirograph.support.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gathers the interruptions of one log. All are counted; of each kind the first are kept.
///
/// Not safe for several threads.
public final class Interruptions {
    /// How many of one kind are kept.
    public static final int KEPT_PER_KIND = 200;

    /// An export is late when the oldest event that is in no archive is older than this.
    public static final Duration EXPORT_BOUND = Duration.ofMinutes(5);

    /// Codes of `kept.reason` that mean that a scan was incomplete; others mean that content was not kept for another
    /// reason.
    private static final Set<String> SCANS = Set.of(
            "value-too-large",
            "too-deep",
            "stream-too-large",
            "scan-timeout",
            "scanner-unavailable",
            "excessive-expansion",
            "redactor-busy");

    private static final int MAX_REASONS = 64;
    private static final String OTHER = "other";

    private final List<Interruption> kept = new ArrayList<>();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private final TreeMap<String, Interruption> reasons = new TreeMap<>();
    private @Nullable Interruption late;
    private boolean exportTold;
    private final TreeMap<String, DirectReads.Followed> followed = new TreeMap<>();

    /// What is known of one log.
    /// @param items in the order of positions, at most [#KEPT_PER_KIND] of a kind
    /// @param counts how many there were of each kind, those that are not listed included
    /// @param exportBound how long an event may wait for the archive, as an ISO 8601 duration
    /// @param exportTold whether any event says how far export had come; where none does, nothing is known of that
    /// @param directReads whether reads past the gateways are on record; null where whoever made this did
    ///     not say
    public record Summary(
            List<Interruption> items,
            SortedMap<String, Long> counts,
            String exportBound,
            boolean exportTold,
            @Nullable DirectReads directReads) {
        public Summary {
            items = List.copyOf(items);
            StrictJson.required("counts", counts);
            StrictJson.required("exportBound", exportBound);
        }

        /// In words, for people.
        public String text(String indent) {
            long all = counts.values().stream().mapToLong(Long::longValue).sum();
            StringBuilder text = new StringBuilder(indent + "interruptions: " + (all == 0 ? "none" : all)
                    + ", as the log's own events say"
                    + (exportTold ? "" : "; whether export was late cannot be told, for no event says how far it was")
                    + "\n");
            items.forEach(item -> text.append(indent + "  " + item.text() + "\n"));
            if (all > items.size()) {
                text.append(indent + "  and " + (all - items.size()) + " more\n");
            }
            return text + (directReads == null ? indent + "direct reads: not stated\n" : directReads.text(indent));
        }
    }

    public void add(Interruption one) {
        if (counts.merge(one.kind().code(), 1L, Long::sum) <= KEPT_PER_KIND) {
            kept.add(one);
        }
    }

    /// An event says how far export has come.
    /// @param at when, at `position`
    /// @param oldest when the oldest event happened that is in no archive, or an event after it; null where all are
    /// @param waiting how many are in none
    public void exported(long position, Instant at, @Nullable Instant oldest, long waiting) {
        exportTold = true;
        Interruption before = late;
        boolean isLate = oldest != null && Duration.between(oldest, at).compareTo(EXPORT_BOUND) > 0;
        if (!isLate || oldest == null) {
            endLate();
            return;
        }
        Instant from = before == null ? oldest : before.from();
        long most = before == null || before.count() == null ? waiting : Math.max(waiting, before.count());
        late = new Interruption(
                Interruption.Kind.EXPORT_LATE, from, at, before == null ? position : before.position(), most, null);
    }

    private void endLate() {
        if (late != null) {
            add(late);
            late = null;
        }
    }

    /// An event says how far a store's own log was read.
    public void followed(DirectReads.Followed one) {
        if (followed.size() < MAX_REASONS || followed.containsKey(one.archive())) {
            followed.merge(one.archive(), one, (before, now) -> now.to().isBefore(before.to()) ? before : now);
        }
    }

    /// Of a body less was kept than policy says.
    public void fell(long position, Instant at, String reason) {
        fell(position, at, at, 1, reason);
    }

    /// Of several bodies.
    public void fell(long position, Instant first, Instant last, long bodies, String reason) {
        Interruption before = reasons.get(reason);
        if (before == null && reasons.size() >= MAX_REASONS && !reason.equals(OTHER)) {
            fell(position, first, last, bodies, OTHER);
            return;
        }
        long count = before == null || before.count() == null ? bodies : before.count() + bodies;
        reasons.put(
                reason,
                new Interruption(
                        SCANS.contains(reason) ? Interruption.Kind.SCAN_INCOMPLETE : Interruption.Kind.CONTENT_NOT_KEPT,
                        before == null || first.isBefore(before.from()) ? first : before.from(),
                        before == null || last.isAfter(before.to()) ? last : before.to(),
                        before == null ? position : Math.min(position, before.position()),
                        count,
                        reason));
    }

    /// What was gathered; one use.
    public Summary done() {
        endLate();
        reasons.values().forEach(this::add);
        kept.sort(Comparator.comparingLong(Interruption::position));
        return new Summary(
                kept,
                new TreeMap<>(counts),
                EXPORT_BOUND.toString(),
                exportTold,
                DirectReads.of(List.copyOf(followed.values())));
    }
}
