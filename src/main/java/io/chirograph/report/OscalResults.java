package io.chirograph.report;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A report as assessment results of OSCAL 1.2: an observation for each section. It observes and judges nothing:
/// findings
/// are the assessor's. The same report gives the same bytes.
final class OscalResults {
    private static final List<String> CONTROLS = List.of("au-2", "au-3", "au-6", "au-9", "au-10", "au-11", "au-12");
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private OscalResults() {}

    static String of(Report report) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("title", "Audit report, " + report.from() + " to " + report.to());
        metadata.put("last-modified", report.made().toString());
        metadata.put("version", report.made().toString());
        metadata.put("oscal-version", "1.2.0");
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("uuid", uuid(report, "result"));
        result.put("title", "What the log and its stores say");
        result.put(
                "description",
                "Read from the signed log as of " + report.asOf() + ", from its stores, and from the configuration "
                        + report.configuration() + ". Nothing here is a judgement.");
        result.put("start", report.from().toString());
        result.put("end", report.to().toString());
        result.put(
                "reviewed-controls",
                Map.of(
                        "control-selections",
                        List.of(Map.of(
                                "include-controls",
                                CONTROLS.stream()
                                        .map(id -> Map.of("control-id", id))
                                        .toList()))));
        result.put(
                "observations",
                report.sections().stream().map(one -> observation(report, one)).toList());
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("uuid", uuid(report, "assessment-results"));
        results.put("metadata", metadata);
        results.put("import-ap", Map.of("href", "#none", "remarks", "No assessment plan goes with it."));
        results.put("results", List.of(result));
        return MAPPER.writeValueAsString(Map.of("assessment-results", results)).replace(System.lineSeparator(), "\n")
                + "\n";
    }

    private static Map<String, Object> observation(Report report, Section one) {
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("uuid", uuid(report, one.id()));
        made.put("title", one.title());
        made.put("description", one.says());
        made.put(
                "props",
                List.of(Map.of(
                        "name",
                        "rows",
                        "ns",
                        "urn:chirograph:oscal",
                        "value",
                        String.valueOf(one.rows().size()))));
        made.put("methods", List.of("EXAMINE"));
        made.put("relevant-evidence", List.of(Map.of("href", "report.json", "description", "section " + one.id())));
        made.put("collected", report.made().toString());
        return made;
    }

    /// One that the same report gives again, in the form of version 4, which OSCAL asks for.
    private static String uuid(Report report, String name) {
        byte[] bytes = (report + name).getBytes(StandardCharsets.UTF_8);
        String hex = UUID.nameUUIDFromBytes(bytes).toString();
        return hex.substring(0, 14) + "4" + hex.substring(15);
    }
}
