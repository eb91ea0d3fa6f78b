package io.chirograph.limits;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.chirograph.policy.model.Limit;
import io.chirograph.web.ApiException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A page of what subjects have used of limits.
/// @param next where the next page begins; null at the end
@JsonPropertyOrder({"items", "next"})
public record Usage(List<Item> items, @Nullable String next) {
    static final int MOST = 1000;
    public static final String USUAL = "50";

    /// One subject's usage of one limit.
    /// @param from null where no window counts
    @JsonPropertyOrder({"rule", "slot", "subject", "from", "until", "underWay", "counts"})
    public record Item(
            String rule,
            String slot,
            SortedMap<String, String> subject,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant from,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant until,

            long underWay,
            List<Count> counts) {}

    /// One number of a limit, as decimal numbers.
    /// @param used by calls that have ended
    /// @param reserved by calls under way
    @JsonPropertyOrder({"kind", "limit", "used", "reserved"})
    public record Count(String kind, String limit, String used, String reserved) {
        /// What is left; nothing where more was taken.
        public String left() {
            BigDecimal left =
                    new BigDecimal(limit).subtract(new BigDecimal(used)).subtract(new BigDecimal(reserved));
            return number(left.max(BigDecimal.ZERO));
        }
    }

    /// A page of everybody's, for administrators.
    /// @param rule of this limit alone; null for every one
    /// @param subject of subjects that have this word; null for all
    /// @param cursor `next` of the page before; null for the first
    /// @param size how many items it has at most, as a number from 1 to [#MOST]
    public static Usage of(
            Limits limits, @Nullable String rule, @Nullable String subject, @Nullable String cursor, String size) {
        return of(
                limits,
                cursor,
                size,
                slot -> (rule == null || slot.rule.equals(rule))
                        && (subject == null || slot.subject.containsValue(subject)));
    }

    /// @param cursor `next` of the page before; null for the first
    /// @param size how many items it has at most, as a number from 1 to [#MOST]
    /// @param shown of whom
    static Usage of(Limits limits, @Nullable String cursor, String size, Predicate<Slot> shown) {
        int limit = size.matches("[0-9]{1,4}") ? Integer.parseInt(size) : 0;
        if (limit < 1 || limit > MOST) {
            throw ApiException.badParameter(
                    "limit", size.length() <= 64 ? size : size.substring(0, 64), "from 1 to " + MOST);
        }
        Map<String, Limit> byId = new HashMap<>();
        limits.inForce().forEach(one -> byId.put(one.id(), one));
        List<Item> all = new ArrayList<>();
        Instant now = limits.clock().now();
        limits.each(slot -> {
            Limit rule = byId.get(slot.rule);
            boolean isWanted =
                    rule != null && (cursor == null || place(slot.rule, slot.id).compareTo(cursor) > 0);
            if (rule != null && isWanted && shown.test(slot)) {
                slot.roll(rule, now);
                all.add(item(slot, rule));
            }
        });
        all.sort(Comparator.comparing(item -> place(item.rule, item.slot)));
        if (all.size() <= limit) {
            return new Usage(all, null);
        }
        Item last = all.get(limit - 1);
        return new Usage(List.copyOf(all.subList(0, limit)), place(last.rule, last.slot));
    }

    private static String place(String rule, String slot) {
        return rule + "~" + slot;
    }

    private static Item item(Slot slot, Limit limit) {
        List<Count> counts = new ArrayList<>();
        for (LimitKind kind : LimitKind.values()) {
            BigDecimal most = kind.most(limit);
            if (most != null) {
                boolean isNow = kind == LimitKind.CONCURRENCY;
                counts.add(new Count(
                        kind.word(),
                        number(most),
                        isNow ? "0" : number(kind.of(slot.used)),
                        isNow ? Long.toString(slot.underWay) : number(kind.of(slot.reserved))));
            }
        }
        boolean isTimed = limit.window() != null;
        return new Item(
                slot.rule,
                slot.id,
                slot.subject,
                isTimed ? slot.from : null,
                isTimed ? slot.until : null,
                slot.underWay,
                counts);
    }

    private static String number(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
