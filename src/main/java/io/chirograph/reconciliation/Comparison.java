package io.chirograph.reconciliation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Holds a provider's report against the trail, day by day and model by model.
///
/// Both sides are ranges: a call near midnight may count for either day. They agree where the ranges meet.
/// Calls of which nobody knows what they took are no excuse for requests, which are counted all the same,
/// and for tokens they make a difference uncertain, never agreed.
/// @param declared of the provider whose report it is
/// @param others what else is declared of reports at the same address: their credentials are no bypass
/// @param from the first day
/// @param to the day after the last
/// @param now by which a day's figures are final, or may still grow
record Comparison(
        Declared declared, Collection<Declared> others, Trail trail, LocalDate from, LocalDate to, Instant now) {
    private static final int MOST_NAMED = 4;

    /// The gateway's usage of one model on one day, over all of its credentials.
    private record Group(LocalDate day, Whose whose, String family, boolean batch) {}

    private static final class Sum {
        private final Set<String> credentials = new TreeSet<>();
        private final Set<String> projects = new TreeSet<>();
        private final Set<String> models = new TreeSet<>();
        private Amount amount = Amount.NONE;

        void add(ReportedUsage usage) {
            credentials.add(usage.credential() == null ? "" : usage.credential());
            projects.add(usage.project() == null ? "" : usage.project());
            models.add(usage.model());
            amount = amount.plus(usage.amount());
        }
    }

    /// All rows, the weightiest first.
    List<Row> rows(UsageReport report) {
        List<Row> rows = new ArrayList<>();
        Map<String, Group> groups = new TreeMap<>();
        Map<Group, Sum> sums = new HashMap<>();
        for (ReportedUsage usage : report.usage()) {
            Whose whose = declared.whose(usage.credential(), usage.project());
            if (whose != null) {
                Group group = new Group(usage.day(), whose, ModelFamily.of(usage.model()), usage.batch());
                groups.put(group.toString(), group);
                sums.computeIfAbsent(group, _ -> new Sum()).add(usage);
                elsewhere(usage).ifPresent(rows::add);
            } else if (isBypass(usage)) {
                rows.add(bypass(usage));
            }
        }
        trail.keys().values().stream()
                .filter(key -> key.family() != null
                        && !key.day().isBefore(from)
                        && key.day().isBefore(to))
                .map(key -> new Group(key.day(), key.whose(), String.valueOf(key.family()), key.isBatch()))
                .forEach(group -> groups.put(group.toString(), group));
        groups.values().forEach(group -> rows.add(compared(group, sums)));
        report.costs().stream().filter(this::isBypass).map(Comparison::charged).forEach(rows::add);
        rows.sort(Row.ORDER);
        return rows;
    }

    private boolean isBypass(ReportedUsage usage) {
        return usage.amount().isAny()
                && others.stream().allMatch(other -> other.whose(usage.credential(), usage.project()) == null);
    }

    /// Charges say nothing about keys, only about projects.
    private boolean isBypass(BilledCost cost) {
        return !declared.projects().isEmpty()
                && declared.credentials().isEmpty()
                && declared.callerCredentials().isEmpty()
                && cost.dollars().signum() > 0
                && !declared.hasProject(cost.project())
                && others.stream()
                        .allMatch(other -> other.credentials().isEmpty() && !other.hasProject(cost.project()));
    }

    private static Row bypass(ReportedUsage usage) {
        return new Row(
                usage.day(),
                Verdict.BYPASS,
                usage.credential() == null ? "" : usage.credential(),
                usage.project() == null ? "" : usage.project(),
                usage.model(),
                usage.amount(),
                null,
                0,
                usage.amount().tokens(),
                null,
                usage.credential() == null ? "without a key" : null);
    }

    private static Row charged(BilledCost cost) {
        String project = cost.project() == null ? "" : cost.project();
        return new Row(cost.day(), Verdict.BYPASS, "", project, "(any)", null, null, 0, 0, cost.dollars(), "charged");
    }

    private Optional<Row> elsewhere(ReportedUsage usage) {
        String geo = usage.geo();
        if (declared.inferenceGeos().isEmpty()
                || !usage.amount().isAny()
                || (geo != null && declared.inferenceGeos().contains(geo))) {
            return Optional.empty();
        }
        return Optional.of(new Row(
                usage.day(),
                Verdict.ELSEWHERE,
                usage.credential() == null ? "" : usage.credential(),
                usage.project() == null ? "" : usage.project(),
                usage.model(),
                usage.amount(),
                null,
                0,
                0,
                null,
                "ran in " + (geo == null ? "a place that is not named" : geo)));
    }

    private Row compared(Group group, Map<Group, Sum> sums) {
        Sum sum = sums.getOrDefault(group, new Sum());
        Trail.Cell cell = trail.of(group.day, group.whose, group.family, group.batch);
        Set<String> named = new HashSet<>();
        sums.keySet().stream()
                .filter(other ->
                        other.day.equals(group.day) && other.whose == group.whose && other.batch == group.batch)
                .forEach(other -> named.add(other.family));
        long unknown = cell.unknownCalls() + trail.unknownOfAny(group.day, group.whose, group.batch, named);
        if (!named.contains(group.family)) {
            unknown = cell.unknownCalls();
        }
        Amount recorded = cell.amount();
        Span requests = recorded.requests();
        if (requests != null) {
            recorded = new Amount(
                    recorded.input(), recorded.output(), requests.plus(Span.upTo(unknown - cell.unknownCalls())));
        }
        Judged judged = judge(group, sum.amount, recorded, unknown);
        return new Row(
                group.day,
                judged.verdict,
                names(sum.credentials),
                names(sum.projects),
                sum.models.size() == 1 ? sum.models.iterator().next() : group.family,
                sum.amount,
                recorded,
                unknown,
                judged.verdict == Verdict.EXCESS ? judged.unexplained : 0,
                null,
                judged.note);
    }

    private record Judged(
            Verdict verdict, long unexplained, @Nullable String note) {}

    private Judged judge(Group group, Amount reported, Amount recorded, long unknown) {
        if (!declared.isFinal(group.day, now)) {
            return new Judged(Verdict.PENDING, 0, "the provider may still be counting");
        }
        String gap = trail.gap(group.day, from);
        if (gap != null) {
            return new Judged(Verdict.UNCOVERED, 0, gap);
        }
        if (group.batch && trail.hasBatch(group.day)) {
            return new Judged(Verdict.UNCERTAIN, 0, "by a batch, whose lines are in no call");
        }
        Judged judged = judge(reported, recorded, unknown);
        boolean isMore = judged.verdict == Verdict.EXCESS || judged.verdict == Verdict.UNCERTAIN;
        return isMore && trail.beginsAfter(group.day)
                ? new Judged(Verdict.UNCOVERED, 0, "the trail begins on that day or later")
                : judged;
    }

    private Judged judge(Amount reported, Amount recorded, long unknown) {
        long input = over(reported.input(), recorded.input());
        long output = over(reported.output(), recorded.output());
        long requests = over(reported.requests(), recorded.requests());
        if (requests > 0 || (input + output > 0 && unknown == 0)) {
            String note = requests > 0 ? requests + " requests more than calls" : null;
            return new Judged(Verdict.EXCESS, input + output, note);
        }
        if (input + output > 0) {
            return new Judged(Verdict.UNCERTAIN, 0, unknown + " calls of which nobody knows what they took");
        }
        boolean isCounted = reported.input() != null && reported.output() != null;
        boolean isFewer = isCounted
                ? under(reported.input(), recorded.input()) + under(reported.output(), recorded.output()) > 0
                : under(reported.requests(), recorded.requests()) > 0;
        return new Judged(isFewer ? Verdict.FEWER : Verdict.AGREES, 0, null);
    }

    /// By how much the provider's figure is beyond the trail's and the tolerance.
    private long over(@Nullable Span reported, @Nullable Span recorded) {
        return reported == null || recorded == null
                ? 0
                : Math.max(0, reported.beyond(recorded) - tolerated(recorded.high()));
    }

    private long under(@Nullable Span reported, @Nullable Span recorded) {
        return reported == null || recorded == null
                ? 0
                : Math.max(0, recorded.beyond(reported) - tolerated(recorded.low()));
    }

    private long tolerated(long count) {
        return BigDecimal.valueOf(count)
                .multiply(BigDecimal.valueOf(declared.tolerance()))
                .movePointLeft(2)
                .longValue();
    }

    private static String names(Set<String> all) {
        String first = String.join(",", all.stream().limit(MOST_NAMED).toList());
        return all.size() > MOST_NAMED ? first + ",… (" + all.size() + ")" : first;
    }
}
