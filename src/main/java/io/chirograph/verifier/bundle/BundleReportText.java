package io.chirograph.verifier.bundle;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.publishedlog.PrintableText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A report for people, and the same for machines.
public final class BundleReportText {
    private BundleReportText() {}

    public static String text(BundleReport report, boolean strict) {
        StringBuilder text = new StringBuilder();
        if (report.about() != null) {
            text.append("evidence of " + PrintableText.of(report.about()) + "\n");
        }
        for (BundleReport.LogKey log : report.logs()) {
            if (!log.known()) {
                text.append("log " + PrintableText.of(log.log()) + ": no key was given for it, so nothing was judged\n"
                        + "  the evidence names the key " + PrintableText.of(log.key()) + "\n"
                        + "  fingerprint " + log.fingerprint()
                        + "; compare it with the one that you got by another way\n");
            }
        }
        report.shown().forEach(line -> text.append("shown:  " + PrintableText.of(line) + "\n"));
        report.said().forEach(line -> text.append("said:   " + PrintableText.of(line) + "\n"));
        report.findings().forEach(one -> text.append(PrintableText.of(one.toString()) + "\n"));
        return text
                + switch (report.exitCode(strict)) {
                    case 0 -> "The evidence holds.\n";
                    case 1 -> "The evidence DOES NOT HOLD.\n";
                    default -> "The evidence could not be checked.\n";
                };
    }

    public static String json(Path file, BundleReport report, boolean strict) {
        int exitCode = report.exitCode(strict);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("file", PrintableText.of(file.toString()));
        object.put("exitCode", exitCode);
        object.put("answer", exitCode == 0 ? "holds" : exitCode == 1 ? "does-not-hold" : "not-checked");
        if (report.about() != null) {
            object.put("about", PrintableText.of(report.about()));
        }
        object.put("logs", report.logs().stream().map(BundleReportText::log).toList());
        object.put("shown", lines(report.shown()));
        object.put("said", lines(report.said()));
        object.put(
                "findings",
                report.findings().stream().map(BundleReportText::finding).toList());
        return new String(CanonicalJson.encode(object), StandardCharsets.UTF_8) + "\n";
    }

    private static Map<String, Object> log(BundleReport.LogKey log) {
        return Map.of(
                "log", PrintableText.of(log.log()),
                "origin", PrintableText.of(log.origin()),
                "key", PrintableText.of(log.key()),
                "fingerprint", log.fingerprint(),
                "known", log.known());
    }

    private static Map<String, Object> finding(BundleFinding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("code", finding.problem().code());
        object.put("severity", finding.problem().failure() ? "failure" : "notice");
        if (finding.entry() != null) {
            object.put("entry", PrintableText.of(finding.entry()));
        }
        object.put("detail", PrintableText.of(finding.detail()));
        return object;
    }

    private static List<String> lines(List<String> lines) {
        return lines.stream().map(PrintableText::of).toList();
    }
}
