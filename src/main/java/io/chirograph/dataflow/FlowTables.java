package io.chirograph.dataflow;

import io.chirograph.dataflow.DataFlow.Component;
import io.chirograph.dataflow.DataFlow.Crossing;
import io.chirograph.dataflow.DataFlow.Kept;
import io.chirograph.dataflow.DataFlow.Load;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The tables of the paper, for whatever it is written as.
public final class FlowTables {
    private FlowTables() {}

    /// @param note what is said below it; empty for nothing
    public record Table(String title, List<String> heads, List<List<String>> rows, String note) {
        public Table {
            heads = List.copyOf(heads);
            rows = List.copyOf(rows);
        }
    }

    /// All of them, in the order of the paper.
    public static List<Table> of(DataFlow flow) {
        return List.of(components(flow), crossings(flow), kept(flow), readers(flow), retention(flow));
    }

    private static Table components(DataFlow flow) {
        List<List<String>> rows = new ArrayList<>();
        for (Component one : flow.components()) {
            rows.add(List.of(
                    one.name(), one.place().words(), Objects.requireNonNullElse(one.address(), ""), one.region()));
        }
        return new Table("What there is", List.of("component", "where", "address", "declared region"), rows, """
                An address that is none of this machine's counts as another organisation's where it is a provider's, a
                witness's, a time stamp authority's or AWS's, else as another machine's: who runs it is not configured.
                """);
    }

    private static Table crossings(DataFlow flow) {
        List<List<String>> rows = new ArrayList<>();
        int number = 0;
        for (Crossing one : flow.crossings()) {
            number++;
            boolean isFirst = true;
            for (Load load : one.carries()) {
                String classes = load.classes().isEmpty() ? "" : String.join(", ", load.classes());
                rows.add(List.of(
                        isFirst ? String.valueOf(number) : "",
                        isFirst ? flow.component(one.from()).name() : "",
                        isFirst ? flow.component(one.to()).name() : "",
                        isFirst ? one.boundary() : "",
                        isFirst ? one.way() : "",
                        load.what(),
                        load.form().wire(),
                        classes));
                isFirst = false;
            }
        }
        return new Table(
                "What crosses",
                List.of("", "from", "to", "crosses", "way", "what", "form", "classes of data"),
                rows,
                """
                `facts` say that something happened, with the fields of its event and nothing of what was said. What
                may go to a provider may be narrowed further by a rule of the policy.
                """);
    }

    private static Table kept(DataFlow flow) {
        List<List<String>> rows = flow.kept().stream().map(Kept::cells).toList();
        return new Table(
                "What is kept of calls, by class of data",
                rows.isEmpty()
                        ? List.of()
                        : Arrays.asList(
                                "class",
                                "request",
                                "response",
                                "digests",
                                "identifying fields",
                                "erasable",
                                "records kept as",
                                "content kept as",
                                "providers must have"),
                rows,
                rows.isEmpty() ? "This process takes no calls: the paper of the gateway says it.\n" : "");
    }

    private static Table readers(DataFlow flow) {
        return new Table(
                "Who can read",
                List.of("who", "reads", "by"),
                flow.readers().stream()
                        .map(one -> List.of(one.who(), one.reads(), one.how()))
                        .toList(),
                "");
    }

    private static Table retention(DataFlow flow) {
        return new Table(
                "Retention",
                List.of("class", "keeps for", "lock", "by configuration"),
                flow.retention().stream()
                        .map(one -> List.of(one.name(), one.keeps(), one.lock(), String.join(", ", one.of())))
                        .toList(),
                "");
    }
}
