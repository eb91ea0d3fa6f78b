package io.chirograph.limits;

import io.chirograph.event.facts.CallStarted.Counted;
import io.chirograph.policy.model.Limit;
import io.chirograph.policy.model.LimitWindow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What one subject has used of one limit in its present window. Guarded by [LiveUsage].
final class Slot {
    final String rule;
    final String id;
    final SortedMap<String, String> subject;
    Instant from = Instant.EPOCH;
    Instant until = Instant.EPOCH;
    /// Of calls that have ended.
    Amounts used = Amounts.NOTHING;
    /// Of calls under way.
    Amounts reserved = Amounts.NOTHING;
    long underWay;
    private @Nullable Limit rolledBy;
    private @Nullable Counted counted;
    private @Nullable Limit termsOf;
    private long termsSeconds;
    private List<Standing.Terms> terms = List.of();

    Slot(String rule, String id, SortedMap<String, String> subject) {
        this.rule = rule;
        this.id = id;
        this.subject = subject;
    }

    /// Goes on to the window that `now` is in, never back.
    @SuppressWarnings("ReferenceEquality") // an equal limit of a later policy is worked out once more
    void roll(Limit limit, Instant now) {
        if (limit == rolledBy && !now.isBefore(from) && now.isBefore(until)) {
            return;
        }
        LimitWindow window = limit.window();
        if (window != null) {
            Instant begin = window.from(now, limit.zone());
            if (begin.isAfter(from)) {
                begin(begin);
            }
            until = window.until(begin, limit.zone());
            rolledBy = limit;
        }
    }

    void begin(Instant begin) {
        from = begin;
        used = Amounts.NOTHING;
        reserved = Amounts.NOTHING;
    }

    Amounts taken() {
        return used.plus(reserved);
    }

    boolean isIdle(Instant now) {
        return underWay == 0 && !until.isAfter(now);
    }

    /// What headers say of the limit.
    @SuppressWarnings("ReferenceEquality") // an equal limit of a later policy is worked out once more
    List<Standing.Terms> terms(Limit limit) {
        long seconds = Math.max(1, until.getEpochSecond() - from.getEpochSecond());
        if (limit != termsOf || seconds != termsSeconds) {
            List<Standing.Terms> all = new ArrayList<>();
            for (LimitKind kind : LimitKind.ALL) {
                BigDecimal most = kind.most(limit);
                if (most != null) {
                    all.add(Standing.Terms.of(rule, kind, most, kind == LimitKind.CONCURRENCY ? 0 : seconds));
                }
            }
            terms = all;
            termsOf = limit;
            termsSeconds = seconds;
        }
        return terms;
    }

    /// As events say it; null where no window counts.
    @Nullable
    Counted counted(Limit limit) {
        if (limit.window() == null) {
            return null;
        }
        Counted known = counted;
        if (known == null || !known.from().equals(from) || !known.until().equals(until)) {
            known = new Counted(rule, id, from, until, subject);
            counted = known;
        }
        return known;
    }
}
