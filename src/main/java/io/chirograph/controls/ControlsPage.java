package io.chirograph.controls;

import io.chirograph.archive.retention.RetentionPreset;
import io.chirograph.controls.ControlCatalog.Framework;
import io.chirograph.controls.ControlCatalog.Row;
import java.util.List;
import java.util.stream.Collectors;

/// The catalogue as a page in Markdown. The same catalogue and addresses give the same bytes.
final class ControlsPage {
    private final String api;
    private final String ops;

    /// @param api where the auditors' API answers, without a slash at the end
    /// @param ops where health and metrics answer
    ControlsPage(String api, String ops) {
        this.api = api;
        this.ops = ops;
    }

    String of(ControlCatalog catalog) {
        StringBuilder page = new StringBuilder("""
            # Controls

            What Chirograph does for the controls of some frameworks, where that is set, how it is seen, and what stays the duty of
            whoever runs it. `./chirograph controls` prints this page, with `--api` and `--ops` for the addresses of another gateway, and
            with `--format oscal` the [component definition](controls.oscal.json) in OSCAL 1.2 of those frameworks that have a catalogue there.

            **A trail supports controls; it is no compliance.** Nobody has assessed Chirograph against any of these frameworks. The sources
            were read on %s. Links to queries lead to a gateway in development on this machine and take an auditor's token, those to metrics to its port of health; metrics are
            [explained](metrics.md), settings [too](configuration.md), presets of retention [as well](retention.md#presets).
            """.formatted(catalog.read()));
        catalog.frameworks().forEach(framework -> section(page, framework));
        presets(page, catalog);
        return page.toString();
    }

    private void section(StringBuilder page, Framework framework) {
        page.append("\n## ").append(framework.title()).append("\n\n");
        page.append(framework.limits()).append("\n\n");
        page.append("Source: ").append(framework.source()).append("\n\n");
        if (!framework.retention().isEmpty()) {
            page.append("Retention: preset ")
                    .append(codes(framework.retention()))
                    .append(".\n\n");
        }
        boolean classes = framework.hasClasses();
        page.append("| control |")
                .append(classes ? " class |" : "")
                .append(" Chirograph | settings | seen by | remains |\n");
        page.append("|---|").append(classes ? "---|" : "").append("---|---|---|---|\n");
        for (Row row : framework.rows()) {
            page.append("| **")
                    .append(row.control())
                    .append("** ")
                    .append(row.title())
                    .append(" |");
            if (classes) {
                page.append(' ').append(String.join(", ", row.classes())).append(" |");
            }
            page.append(' ').append(row.does()).append(" | ");
            page.append(codes(row.settings())).append(" | ");
            page.append(row.shown().stream().map(this::link).collect(Collectors.joining("; ")));
            page.append(" | ").append(row.remains()).append(" |\n");
        }
    }

    private static void presets(StringBuilder page, ControlCatalog catalog) {
        page.append("\n## Presets of retention\n\n");
        page.append(
                "What `chirograph.retention.default-class` can name, and which of these frameworks it is made for.\n\n");
        page.append("| preset | keeps | for |\n|---|---|---|\n");
        for (RetentionPreset preset : RetentionPreset.values()) {
            String made = catalog.frameworks().stream()
                    .filter(framework -> framework.retention().contains(preset.wire()))
                    .map(Framework::title)
                    .collect(Collectors.joining("; "));
            page.append("| `%s` | %s | %s |\n".formatted(preset.wire(), preset.keeps(), made));
        }
    }

    private static String codes(List<String> words) {
        return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }

    private String link(String shown) {
        if (shown.startsWith("GET ")) {
            String path = shown.substring("GET ".length());
            return "[`" + path + "`](" + api + path + ")";
        }
        if (shown.startsWith("./")) {
            return "[`" + shown.substring(1) + "`](" + ops + shown.substring(1) + ")";
        }
        if (shown.startsWith("chirograph ")) {
            return "`./" + shown + "`";
        }
        // a name with its unit is another one to Prometheus
        String metric = shown.replace('.', '_');
        return "[`" + shown + "`](" + ops + "/actuator/prometheus?includedNames=" + metric + "," + metric + "_seconds)";
    }
}
