package io.chirograph.reconciliation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one comparison found: one credential, or the gateway's together, one model, one day.
/// @param credential the provider's ids of the keys, with commas between them; empty where there was none
/// @param project the provider's id of the project or workspace; empty where it names none
/// @param reported what the provider says was used; null where it is about money alone
/// @param recorded what the trail says; null where that is not asked
/// @param unknownCalls how many calls of the trail may have taken anything
/// @param unexplained tokens that the provider counts at least and the trail at most does not
/// @param dollars what the provider charged, of a row about money
/// @param note what else is to be known
record Row(
        LocalDate day,
        Verdict verdict,
        String credential,
        String project,
        String model,
        @Nullable Amount reported,
        @Nullable Amount recorded,
        long unknownCalls,
        long unexplained,
        @Nullable BigDecimal dollars,
        @Nullable String note) {
    /// The weightiest first, then by day.
    static final Comparator<Row> ORDER = Comparator.comparing(Row::verdict)
            .thenComparing(Row::day)
            .thenComparing(Row::model)
            .thenComparing(Row::credential)
            .thenComparing(Row::project)
            .thenComparing(row -> String.valueOf(row.note));

    /// As JSON and events have it: texts and numbers, without what is empty.
    SortedMap<String, Object> members() {
        SortedMap<String, Object> members = new TreeMap<>();
        members.put("day", day.toString());
        members.put("verdict", verdict.word());
        text(members, "credential", credential);
        text(members, "project", project);
        members.put("model", model);
        amount(members, "reported", reported);
        amount(members, "recorded", recorded);
        count(members, "unknownCalls", unknownCalls);
        count(members, "unexplainedTokens", unexplained);
        if (dollars != null) {
            members.put("dollars", dollars.toPlainString());
        }
        text(members, "note", note == null ? "" : note);
        return members;
    }

    private static void text(SortedMap<String, Object> members, String name, String value) {
        if (!value.isEmpty()) {
            members.put(name, value);
        }
    }

    private static void count(SortedMap<String, Object> members, String name, long value) {
        if (value > 0) {
            members.put(name, value);
        }
    }

    private static void amount(SortedMap<String, Object> members, String side, @Nullable Amount amount) {
        if (amount != null) {
            span(members, side + "InputTokens", amount.input());
            span(members, side + "OutputTokens", amount.output());
            span(members, side + "Requests", amount.requests());
        }
    }

    /// The least, and the most where that is another number.
    private static void span(SortedMap<String, Object> members, String name, @Nullable Span span) {
        if (span != null) {
            members.put(name, span.low());
            if (span.high() != span.low()) {
                members.put(name + "Most", span.high());
            }
        }
    }
}
