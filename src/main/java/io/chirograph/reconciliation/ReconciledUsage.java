package io.chirograph.reconciliation;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.facts.UsageReconciled;
import io.chirograph.event.value.Actor;
import io.chirograph.support.digest.Sha256;
import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a reconciliation found, as the command hands it in and as it is recorded.
/// @param source scheme, host and port that answered the report
/// @param to the day after the last
/// @param verdict `holds`, `differs` or `unchecked`
/// @param reason why it could not be checked
/// @param counts rows by their verdict
/// @param rows the weightiest, at most [UsageReconciled#MOST]
/// @param rowsDigest over all rows, one canonical JSON object a line
/// @param reportDigest over the report's pages
/// @param logs the signed size up to which each log was read, by id
record ReconciledUsage(
        String provider,
        @Nullable String source,
        LocalDate from,
        LocalDate to,
        String verdict,
        @Nullable String reason,
        @Nullable Map<String, Long> counts,
        long unexplainedTokens,
        List<Map<String, Object>> rows,
        @Nullable Sum rowsDigest,
        @Nullable Sum reportDigest,
        @Nullable Map<String, Long> logs) {
    static final String HOLDS = "holds";
    static final String DIFFERS = "differs";
    static final String UNCHECKED = "unchecked";

    private static final Set<String> MEMBERS = Set.of(
            "day",
            "verdict",
            "credential",
            "project",
            "model",
            "unknownCalls",
            "unexplainedTokens",
            "dollars",
            "note",
            "reportedInputTokens",
            "reportedInputTokensMost",
            "reportedOutputTokens",
            "reportedOutputTokensMost",
            "reportedRequests",
            "recordedInputTokens",
            "recordedInputTokensMost",
            "recordedOutputTokens",
            "recordedOutputTokensMost",
            "recordedRequests",
            "recordedRequestsMost");

    /// A SHA-256.
    record Sum(String sha256, long length) {
        Sum {
            check(
                    StrictJson.required("sha256", sha256).matches("[0-9a-f]{64}"),
                    "sha256 must be 64 hexadecimal digits, was '" + sha256 + "'");
            check(length >= 0, "length must be 0 or more, was " + length);
        }

        Digest digest() {
            return new Digest("sha256", null, sha256, length);
        }
    }

    ReconciledUsage {
        provider = StrictJson.required("provider", provider);
        from = StrictJson.required("from", from);
        to = StrictJson.required("to", to);
        verdict = StrictJson.required("verdict", verdict);
        counts = counts == null ? Map.of() : Map.copyOf(counts);
        logs = logs == null ? Map.of() : Map.copyOf(logs);
        rows = rows == null ? List.of() : List.copyOf(rows);
        check(
                provider.matches("[a-z0-9][a-z0-9-]{0,63}"),
                "provider must be a provider's name, was '" + provider + "'");
        check(from.isBefore(to), "to must be behind from (" + from + "), was " + to);
        check(
                Set.of(HOLDS, DIFFERS, UNCHECKED).contains(verdict),
                "verdict must be holds, differs or unchecked, was '" + verdict + "'");
        check(isPlain(source, 256), "source must be at most 256 characters, none a control");
        check(isPlain(reason, 1024), "reason must be at most 1024 characters, none a control");
        check(unexplainedTokens >= 0, "unexplainedTokens must be 0 or more, was " + unexplainedTokens);
        check(
                rows.size() <= UsageReconciled.MOST,
                "rows must be at most " + UsageReconciled.MOST + ", were " + rows.size());
        for (Map<String, Object> row : rows) {
            row.forEach(ReconciledUsage::checkMember);
        }
        counts.forEach((name, count) -> check(
                Arrays.stream(Verdict.values()).anyMatch(one -> one.word().equals(name)) && count >= 0,
                "counts." + name + " must be a count of rows by their verdict, was " + count));
        check(logs.size() <= 1000, "logs must be at most 1000, were " + logs.size());
        logs.forEach((log, size) -> check(
                log.matches("[A-Za-z0-9._=-]{1,255}") && size >= 0, "logs." + log + " must be a size, was " + size));
    }

    private static void checkMember(String name, Object value) {
        check(MEMBERS.contains(name), "rows[]." + name + " is no member of a row");
        boolean isText = value instanceof String text && isPlain(text, 1024);
        boolean isCount = (value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= 0
                && ((Number) value).longValue() <= CanonicalJson.MAX_INTEGER;
        check(isText || isCount, "rows[]." + name + " must be a text or a count, was " + value);
    }

    private static boolean isPlain(@Nullable String text, int most) {
        return text == null || (text.length() <= most && text.chars().noneMatch(Character::isISOControl));
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /// What all rows, of which the first are recorded, come to.
    /// @param verdict of them together
    static ReconciledUsage of(
            String provider,
            String source,
            LocalDate from,
            LocalDate to,
            String verdict,
            @Nullable String reason,
            List<Row> rows,
            UsageReport report,
            Trail trail) {
        SortedMap<String, Long> counts = new TreeMap<>();
        rows.forEach(row -> counts.merge(row.verdict().word(), 1L, Long::sum));
        byte[] lines = lines(rows);
        SortedMap<String, Long> logs = new TreeMap<>();
        trail.logs().forEach((id, log) -> logs.put(id, log.size()));
        return new ReconciledUsage(
                provider,
                source,
                from,
                to,
                verdict,
                reason,
                counts,
                rows.stream().mapToLong(Row::unexplained).sum(),
                rows.stream()
                        .limit(UsageReconciled.MOST)
                        .map(row -> (Map<String, Object>) row.members())
                        .toList(),
                new Sum(Sha256.hex(lines), lines.length),
                new Sum(report.digest().value(), report.digest().length()),
                logs);
    }

    /// That it could not be checked.
    static ReconciledUsage unchecked(
            String provider, @Nullable String source, LocalDate from, LocalDate to, String reason) {
        String shown = reason.replaceAll("\\p{Cntrl}", " ");
        return new ReconciledUsage(
                provider,
                source,
                from,
                to,
                UNCHECKED,
                shown.length() > 500 ? shown.substring(0, 500) : shown,
                null,
                0,
                List.of(),
                null,
                null,
                null);
    }

    /// One canonical JSON object a line.
    static byte[] lines(List<Row> rows) {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(CanonicalJson.text(row.members())).append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    long count(Verdict of) {
        return counts == null ? 0 : counts.getOrDefault(of.word(), 0L);
    }

    UsageReconciled fact(Actor operator) {
        return new UsageReconciled(
                provider,
                source,
                from,
                to,
                verdict,
                reason,
                new TreeMap<>(counts == null ? Map.of() : counts),
                unexplainedTokens,
                rows.stream()
                        .map(row -> Collections.unmodifiableSortedMap(new TreeMap<>(row)))
                        .toList(),
                rowsDigest == null ? null : rowsDigest.digest(),
                reportDigest == null ? null : reportDigest.digest(),
                new TreeMap<>(logs == null ? Map.of() : logs),
                operator);
    }
}
