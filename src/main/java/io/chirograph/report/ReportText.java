package io.chirograph.report;

import io.chirograph.support.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A report as JSON, and as a page that prints.
final class ReportText {
    private static final String STYLE =
            "body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b;background:#fff}"
                    + "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #999}"
                    + ".w{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.85rem}"
                    + "th,td{border:1px solid #bbb;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap}"
                    + "th{background:#eef1f4}p.s{color:#444}"
                    + "@media print{body{margin:0;max-width:none;font-size:10pt}h2{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}.w{overflow:visible}nav{display:none}@page{size:A4 landscape;margin:12mm}}";

    private ReportText() {}

    static byte[] json(Report report) {
        return (StrictJson.MAPPER
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(report)
                                .replace(System.lineSeparator(), "\n")
                        + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static String html(Report report) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>")
                .append(title(report))
                .append("</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<style>")
                .append(STYLE)
                .append("</style></head>\n<body>\n<main>\n<h1>")
                .append(title(report))
                .append("</h1>\n<p>Made ")
                .append(report.made())
                .append(" with the configuration ")
                .append(text(report.configuration()))
                .append(
                        ". Times are UTC. The files beside this one are listed in SHA256SUMS.</p>\n<nav aria-label=\"Contents\"><ol>\n");
        report.sections()
                .forEach(one -> page.append("<li><a href=\"#")
                        .append(text(one.id()))
                        .append("\">")
                        .append(text(one.title()))
                        .append("</a></li>\n"));
        page.append("</ol></nav>\n");
        report.sections().forEach(one -> section(page, one));
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static String title(Report report) {
        return "Audit report, " + report.from() + " to " + report.to();
    }

    private static void section(StringBuilder page, Section one) {
        page.append("<section aria-labelledby=\"")
                .append(text(one.id()))
                .append("\">\n<h2 id=\"")
                .append(text(one.id()))
                .append("\">")
                .append(text(one.title()))
                .append("</h2>\n<p class=\"s\">")
                .append(text(one.says()))
                .append("</p>\n");
        if (one.rows().isEmpty()) {
            page.append("<p>None.</p>\n</section>\n");
            return;
        }
        page.append("<div class=\"w\"><table>\n<thead>");
        cells(page, one.columns(), "th scope=\"col\"", "th");
        page.append("</thead>\n<tbody>\n");
        one.rows().forEach(row -> cells(page, row, "td", "td"));
        page.append("</tbody>\n</table></div>\n");
        if (one.more() > 0) {
            page.append("<p>At least ").append(one.more()).append(" more are not listed.</p>\n");
        }
        page.append("</section>\n");
    }

    private static void cells(StringBuilder page, List<String> cells, String open, String close) {
        page.append("<tr>");
        cells.forEach(cell -> page.append('<')
                .append(open)
                .append('>')
                .append(text(cell))
                .append("</")
                .append(close)
                .append('>'));
        page.append("</tr>\n");
    }

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
