package io.chirograph.reconciliation;

import io.chirograph.event.encoding.CanonicalJson;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a reconciliation found, for people (text, HTML) and for programs (JSON). All rows are in it.
/// @param event the id of its event; null where none was recorded
record ReportPage(
        ReconciledUsage found,
        List<Row> rows,
        List<BilledCost> costs,
        Instant at,
        @Nullable String event) {
    private static final Map<String, String> SENTENCES = Map.of(
            ReconciledUsage.HOLDS,
            "The provider's report holds against the trail.",
            ReconciledUsage.DIFFERS,
            "The provider's report does not hold against the trail.",
            ReconciledUsage.UNCHECKED,
            "It could not be checked.");

    String json() {
        SortedMap<String, Object> all = new TreeMap<>();
        all.put("provider", found.provider());
        all.put("from", found.from().toString());
        all.put("to", found.to().toString());
        all.put("at", at.toString());
        all.put("verdict", found.verdict());
        put(all, "source", found.source());
        put(all, "reason", found.reason());
        put(all, "event", event);
        put(all, "counts", found.counts());
        put(all, "logs", found.logs());
        put(
                all,
                "rowsSha256",
                found.rowsDigest() == null ? null : found.rowsDigest().sha256());
        put(
                all,
                "reportSha256",
                found.reportDigest() == null ? null : found.reportDigest().sha256());
        all.put("unexplainedTokens", found.unexplainedTokens());
        all.put("rows", rows.stream().map(Row::members).toList());
        SortedMap<String, Object> charged = new TreeMap<>();
        charged().forEach((day, dollars) -> charged.put(day, dollars.toPlainString()));
        all.put("chargedDollars", charged);
        return CanonicalJson.text(all) + "\n";
    }

    private static void put(SortedMap<String, Object> all, String name, @Nullable Object value) {
        if (value != null) {
            all.put(name, value);
        }
    }

    /// What the provider charged, by day, over all projects.
    private SortedMap<String, BigDecimal> charged() {
        SortedMap<String, BigDecimal> charged = new TreeMap<>();
        costs.forEach(cost -> charged.merge(cost.day().toString(), cost.dollars(), BigDecimal::add));
        return charged;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(heading()).append('\n').append(sentence()).append('\n');
        for (Row row : rows) {
            if (row.verdict() != Verdict.AGREES) {
                text.append(line(row)).append('\n');
            }
        }
        Map<String, Long> counts = found.counts();
        text.append(counts == null || counts.isEmpty() ? "no rows" : new TreeMap<>(counts))
                .append('\n');
        return text.toString();
    }

    private String heading() {
        return "Usage of " + found.provider() + " from " + found.from() + " to before " + found.to() + " (UTC)";
    }

    private String sentence() {
        String sentence = SENTENCES.getOrDefault(found.verdict(), found.verdict());
        return found.reason() == null ? sentence : sentence + " " + found.reason();
    }

    private static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "%s %s %s %s %s: reported %s, recorded %s%s",
                row.day(),
                row.verdict().word(),
                row.credential().isEmpty() ? "-" : row.credential(),
                row.project().isEmpty() ? "-" : row.project(),
                row.model(),
                amount(row.reported(), row.dollars()),
                amount(row.recorded(), null),
                row.note() == null ? "" : " (" + row.note() + ")");
    }

    private static String amount(@Nullable Amount amount, @Nullable BigDecimal dollars) {
        if (amount == null) {
            return dollars == null ? "nothing" : dollars.toPlainString() + " USD";
        }
        return span(amount.input()) + " in, " + span(amount.output()) + " out, " + span(amount.requests())
                + " requests";
    }

    private static String span(@Nullable Span span) {
        return span == null ? "?" : span.text();
    }

    String html() {
        StringBuilder html = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>%s</title><style>
                body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}
                td,th{border:1px solid #999;padding:.2em .5em;text-align:left}
                .bypass,.excess,.fewer,.elsewhere{background:#fdd}.uncertain,.uncovered{background:#ffd}
                </style></head><body>
                """.formatted(escaped(heading())));
        html.append("<h1>")
                .append(escaped(heading()))
                .append("</h1>\n<p>")
                .append(escaped(sentence()))
                .append("</p>\n");
        Map<String, Object> facts = new LinkedHashMap<>();
        put(facts, "Made", at);
        put(facts, "Report read from", found.source());
        put(facts, "Rows", found.counts());
        put(facts, "Unexplained tokens", found.unexplainedTokens());
        put(facts, "Logs read, and to which size", found.logs());
        put(facts, "Event", event);
        put(
                facts,
                "SHA-256 over the rows",
                found.rowsDigest() == null ? null : found.rowsDigest().sha256());
        put(
                facts,
                "SHA-256 over the report",
                found.reportDigest() == null ? null : found.reportDigest().sha256());
        html.append("<dl>");
        facts.forEach((name, value) -> html.append("<dt>")
                .append(escaped(name))
                .append("</dt><dd>")
                .append(escaped(value.toString()))
                .append("</dd>"));
        html.append("</dl>\n");
        table(
                html,
                List.of("Day", "Verdict", "Credential", "Project", "Model", "Reported", "Recorded", "Note"),
                rows.stream().map(ReportPage::cells).toList());
        html.append("<h2>Charged</h2>\n");
        table(
                html,
                List.of("Day", "US dollars"),
                charged().entrySet().stream()
                        .map(day -> List.of(day.getKey(), day.getValue().toPlainString()))
                        .toList());
        return html.append("</body></html>\n").toString();
    }

    private static void put(Map<String, Object> facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.put(name, value);
        }
    }

    private static List<String> cells(Row row) {
        return List.of(
                row.day().toString(),
                row.verdict().word(),
                row.credential(),
                row.project(),
                row.model(),
                amount(row.reported(), row.dollars()),
                amount(row.recorded(), null),
                row.note() == null ? "" : row.note());
    }

    private static void table(StringBuilder html, List<String> heads, List<List<String>> rows) {
        html.append("<table><tr>");
        heads.forEach(head -> html.append("<th>").append(escaped(head)).append("</th>"));
        html.append("</tr>\n");
        for (List<String> row : rows) {
            html.append("<tr class=\"").append(escaped(row.get(1))).append("\">");
            row.forEach(cell -> html.append("<td>").append(escaped(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        html.append("</table>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
