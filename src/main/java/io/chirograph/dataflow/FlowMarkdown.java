package io.chirograph.dataflow;

import io.chirograph.dataflow.DataFlow.Component;
import io.chirograph.dataflow.DataFlow.Crossing;
import io.chirograph.dataflow.DataFlow.Form;
import io.chirograph.dataflow.DataFlow.Place;
import io.chirograph.dataflow.settings.EffectiveSettings;
import java.util.ArrayList;
import java.util.List;

/// The paper in Markdown, with the picture in Mermaid.
final class FlowMarkdown {
    private final DataFlow flow;
    private final StringBuilder text = new StringBuilder();

    private FlowMarkdown(DataFlow flow) {
        this.flow = flow;
    }

    static String of(DataFlow flow) {
        return new FlowMarkdown(flow).write();
    }

    private String write() {
        line("# Data flow");
        line("");
        line("Made by Chirograph from the configuration that runs; `chirograph dataflow --check FILE` says whether it");
        line("still holds. Regions are what the configuration declares.");
        line("");
        table("", "digest", "recorded as");
        row("configuration", code(flow.configuration()), "`config.changed`, setting `configuration`");
        if (flow.policy() != null) {
            row(
                    "policy",
                    code(flow.policy()),
                    "`config.changed`, setting `policy`; `policy.policyDigest` of each call");
        }
        mermaid();
        FlowTables.of(flow).forEach(this::table);
        heading("Settings");
        line("The configuration's digest is the SHA-256 of these lines, each with its line feed. `(set)` stands for a");
        line("secret.");
        line("");
        line("```properties");
        text.append(new EffectiveSettings(flow.settings()).text());
        line("```");
        return text.toString();
    }

    private void mermaid() {
        heading("Picture");
        line("```mermaid");
        line("flowchart LR");
        for (Place place : Place.values()) {
            List<Component> there = flow.components().stream()
                    .filter(one -> one.place() == place)
                    .toList();
            if (!there.isEmpty()) {
                line("  subgraph " + place.wire() + "[\"" + place.words() + "\"]");
                there.forEach(one -> line("    " + one.id() + "[\"" + label(one) + "\"]"));
                line("  end");
            }
        }
        int number = 0;
        for (Crossing one : flow.crossings()) {
            number++;
            String arrow = one.most().compareTo(Form.FACTS) <= 0 ? "-.->" : "-->";
            line("  " + one.from() + " " + arrow + "|\"" + number + ": "
                    + one.most().wire() + "\"| " + one.to());
        }
        line("```");
    }

    private static String label(Component one) {
        String where = one.declared() == null ? "" : "<br/>" + plain(one.declared());
        return plain(one.name()) + where;
    }

    /// What neither Mermaid nor HTML reads as its own.
    private static String plain(String text) {
        return text.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    private void table(FlowTables.Table table) {
        heading(table.title());
        if (!table.heads().isEmpty()) {
            table(table.heads().toArray(String[]::new));
        }
        int code = table.heads().indexOf("address");
        for (List<String> cells : table.rows()) {
            List<String> row = new ArrayList<>(cells);
            if (code >= 0 && !row.get(code).isEmpty()) {
                row.set(code, code(row.get(code)));
            }
            row(row.toArray(String[]::new));
        }
        if (!table.note().isEmpty()) {
            text.append(table.heads().isEmpty() ? "" : "\n").append(table.note());
        }
    }

    private void heading(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void table(String... heads) {
        row(heads);
        line("|" + "---|".repeat(heads.length));
    }

    private void row(String... cells) {
        text.append('|');
        for (String cell : cells) {
            text.append(' ').append(cell(cell)).append(cell.isEmpty() ? "|" : " |");
        }
        text.append('\n');
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;");
    }

    private static String code(String text) {
        return "`" + text.replace("`", "'") + "`";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
