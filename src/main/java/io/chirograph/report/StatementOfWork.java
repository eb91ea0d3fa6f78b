package io.chirograph.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chirograph.dataflow.DataFlow;
import io.chirograph.support.json.StrictJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The annex to a statement of work, as one configuration fills it. Immutable.
///
/// The same configuration and policy give the same bytes. No secret is in it, for none is in a [DataFlow].
/// @param configuration digest of the configuration, as `config.changed` has it
/// @param policy the same of the policy; null where the process takes no calls
/// @param clauses limits first
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatementOfWork(String configuration, @Nullable String policy, List<Clause> clauses) {
    StatementOfWork {
        clauses = List.copyOf(clauses);
    }

    /// @param id names it in JSON
    /// @param says paragraphs
    /// @param columns of the table; empty where there is none
    record Clause(String id, String title, List<String> says, List<String> columns, List<List<String>> rows) {
        Clause {
            says = List.copyOf(says);
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    static StatementOfWork of(DataFlow flow) {
        return new StatementOfWork(flow.configuration(), flow.policy(), new SowClauses(flow).all());
    }

    String json() {
        return StrictJson.MAPPER
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(this)
                        .replace(System.lineSeparator(), "\n")
                + "\n";
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("# Annex to the statement of work: audit of model calls\n\n")
                .append("Made by Chirograph (`chirograph sow`) of the configuration `")
                .append(configuration)
                .append("`");
        if (policy != null) {
            text.append(" and the policy `").append(policy).append("`");
        }
        text.append(".\nThe events `config.changed` of the log say from when to when these digests were in force.\n");
        int number = 0;
        for (Clause clause : clauses) {
            text.append("\n## ")
                    .append(number++)
                    .append(". ")
                    .append(clause.title())
                    .append('\n');
            clause.says().forEach(says -> text.append('\n').append(says).append('\n'));
            if (!clause.columns().isEmpty()) {
                text.append('\n');
                row(text, clause.columns());
                text.append("|").append("---|".repeat(clause.columns().size())).append('\n');
                clause.rows().forEach(row -> row(text, row));
            }
        }
        return text.toString();
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append('|');
        cells.forEach(cell -> text.append(' ')
                .append(cell.replace("|", "\\|").replace("<", "&lt;").replace("\n", " "))
                .append(cell.isEmpty() ? "|" : " |"));
        text.append('\n');
    }
}
