package io.chirograph.dataflow;

import io.chirograph.dataflow.DataFlow.Component;
import io.chirograph.dataflow.DataFlow.Crossing;
import io.chirograph.dataflow.DataFlow.Form;
import io.chirograph.dataflow.DataFlow.Kept;
import io.chirograph.dataflow.DataFlow.Load;
import io.chirograph.dataflow.DataFlow.Place;
import io.chirograph.dataflow.settings.EffectiveSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        components();
        crossings();
        kept();
        heading("Who can read");
        table("who", "reads", "by");
        flow.readers().forEach(one -> row(one.who(), one.reads(), one.how()));
        heading("Retention");
        table("class", "keeps for", "lock", "by configuration");
        flow.retention().forEach(one -> row(one.name(), one.keeps(), one.lock(), String.join(", ", one.of())));
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

    private void components() {
        heading("What there is");
        table("component", "where", "address", "declared region");
        for (Component one : flow.components()) {
            row(one.name(), one.place().words(), code(one.address()), one.region());
        }
        line("");
        line("An address that is none of this machine's counts as another organisation's where it is a provider's, a");
        line("witness's, a time stamp authority's or AWS's, else as another machine's: who runs it is not configured.");
    }

    private void crossings() {
        heading("What crosses");
        table("", "from", "to", "crosses", "way", "what", "form", "classes of data");
        int number = 0;
        for (Crossing one : flow.crossings()) {
            number++;
            boolean isFirst = true;
            for (Load load : one.carries()) {
                String classes = load.classes().isEmpty() ? "" : String.join(", ", load.classes());
                row(
                        isFirst ? String.valueOf(number) : "",
                        isFirst ? flow.component(one.from()).name() : "",
                        isFirst ? flow.component(one.to()).name() : "",
                        isFirst ? one.boundary() : "",
                        isFirst ? one.way() : "",
                        load.what(),
                        load.form().wire(),
                        classes);
                isFirst = false;
            }
        }
        line("");
        line("`facts` say that something happened, with the fields of its event and nothing of what was said. What");
        line("may go to a provider may be narrowed further by a rule of the policy.");
    }

    private void kept() {
        heading("What is kept of calls, by class of data");
        if (flow.kept().isEmpty()) {
            line("This process takes no calls: the paper of the gateway says it.");
            return;
        }
        table(
                "class",
                "request",
                "response",
                "digests",
                "identifying fields",
                "erasable",
                "records kept as",
                "content kept as",
                "providers must have");
        for (Kept one : flow.kept()) {
            row(
                    one.dataClass() == null ? KeptReader.NO_CLASS : one.dataClass(),
                    one.request(),
                    one.response(),
                    one.digests(),
                    one.identifying(),
                    one.erasable() ? "yes" : "no",
                    one.records(),
                    one.content(),
                    String.join(
                            "; ",
                            one.requires().entrySet().stream()
                                    .map(demand -> demand.getKey() + ": " + String.join(" or ", demand.getValue()))
                                    .toList()));
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

    private static String code(@Nullable String text) {
        return text == null ? "" : "`" + text.replace("`", "'") + "`";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
