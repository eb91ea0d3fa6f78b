package io.chirograph.archive.retention;

import io.chirograph.archive.LockMode;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// Rules by which a store may remove what no class holds.
/// Never sooner. What lives as long as its log gets none, nor what an indefinite class or one with a date
/// may hold.
public final class LifecycleRules {
    private static final int CANARY_DAYS = 2;

    private LifecycleRules() {}

    /// @param id unique among the rules, letters, digits, dots and dashes
    /// @param prefix of keys, relative to the archive's prefix
    /// @param days after which an object expires: in a bucket with versions, is hidden behind a delete marker
    /// @param hiddenDays after which a hidden version is removed; a lock that still holds keeps it all the same
    public record Rule(String id, String prefix, int days, int hiddenDays) {}

    /// The rules for these logs in an archive.
    /// @param logIds every log that it has or will have; a rule has no other way to name its objects
    public static List<Rule> of(ObjectRetention retention, Collection<String> logIds) {
        boolean isLocked = retention.archive().mode() != LockMode.NONE;
        List<RetentionClass> all = retention.rules().classes();
        List<Rule> rules = new ArrayList<>();
        rules.add(new Rule("chirograph-preflight", "preflight/", CANARY_DAYS, 1));
        for (String log : logIds) {
            add(rules, log + "/events/", longest(all), isLocked);
            for (RetentionClass one : all) {
                String prefix = log + "/payloads/" + one.name() + "/";
                List<RetentionClass> applying =
                        new ArrayList<>(retention.rules().classesOver(prefix));
                applying.add(one);
                add(rules, prefix, longest(applying), isLocked);
            }
        }
        return rules;
    }

    private static void add(List<Rule> rules, String prefix, OptionalInt days, boolean isLocked) {
        days.ifPresent(most -> rules.add(new Rule(
                "chirograph-"
                        + prefix.replaceAll("/$", "")
                                .replaceAll("[^A-Za-z0-9.-]", "-")
                                .toLowerCase(Locale.ROOT),
                prefix,
                most,
                isLocked ? 1 : most)));
    }

    /// The most days that any of them can hold an object, and one for the time of day; none where one has no number.
    private static OptionalInt longest(Collection<RetentionClass> classes) {
        int longest = 0;
        for (RetentionClass one : classes) {
            OptionalInt days = most(one.span());
            if (days.isEmpty()) {
                return days;
            }
            longest = Math.max(longest, days.getAsInt());
        }
        return OptionalInt.of(longest + 1);
    }

    private static OptionalInt most(RetentionSpan span) {
        return switch (span) {
            case RetentionSpan.For held
            when held.amount() instanceof Period period ->
                OptionalInt.of(period.getYears() * 366 + period.getMonths() * 31 + period.getDays());
            case RetentionSpan.For held ->
                OptionalInt.of((int)
                        Duration.from(held.amount()).plusDays(1).minusNanos(1).toDays());
            case RetentionSpan.Until date -> OptionalInt.empty();
            case RetentionSpan.Indefinite none -> OptionalInt.empty();
        };
    }
}
