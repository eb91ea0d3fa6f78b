package io.chirograph.verifier.report;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.publishedlog.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A report for machines: one JSON object on one line, absent facts left out.
public final class ReportJson {
    private ReportJson() {}

    public static String of(VerificationReport report, boolean strict) {
        Map<String, Object> object = new LinkedHashMap<>();
        int exitCode = report.exitCode(strict);
        object.put("archive", report.location());
        object.put("exitCode", exitCode);
        object.put("answer", exitCode == 0 ? "holds" : exitCode == 1 ? "does-not-hold" : "not-checked");
        object.put("logs", report.logs().stream().map(ReportJson::log).toList());
        object.put("findings", findings(report.findings()));
        return new String(CanonicalJson.encode(object), StandardCharsets.UTF_8) + "\n";
    }

    private static Map<String, Object> log(LogReport log) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("log", log.log());
        put(object, "origin", log.origin());
        object.put("state", log.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        object.put("size", log.size());
        put(object, "root", log.root());
        put(object, "lastEvent", log.lastEvent());
        object.put("events", log.examined().events());
        object.put("segments", log.examined().segments());
        object.put("tiles", log.examined().tiles());
        object.put("checkpoints", log.examined().checkpoints());
        object.put("keys", log.keys());
        object.put("signers", log.signers().stream().map(PrintableText::of).toList());
        object.put("findings", findings(log.findings()));
        Map<String, Object> counts = new LinkedHashMap<>();
        log.counts().forEach((kind, count) -> counts.put(kind.code(), count));
        object.put("counts", counts);
        return object;
    }

    private static List<Map<String, Object>> findings(List<Finding> findings) {
        return findings.stream().map(ReportJson::finding).toList();
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("code", finding.kind().code());
        object.put("severity", finding.kind().severity().name().toLowerCase(Locale.ROOT));
        put(object, "log", finding.log());
        put(object, "object", finding.object());
        if (finding.position() != null) {
            object.put("position", finding.position());
        }
        put(object, "expected", finding.expected());
        put(object, "found", finding.found());
        return object;
    }

    private static void put(Map<String, Object> object, String name, @Nullable Object value) {
        if (value != null) {
            object.put(name, value.toString());
        }
    }
}
