package io.chirograph.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Schemas;
import io.chirograph.dataflow.Configured;
import io.chirograph.dataflow.DataFlow;
import io.chirograph.dataflow.DataFlows;
import io.chirograph.report.StatementOfWork.Clause;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/// The annex says what the configuration says.
class StatementOfWorkTest {
    private static DataFlow flow(String name) {
        return name.equals("many") ? Configured.many() : Configured.auditor();
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "auditor"})
    void theAnnexIsAsItWas(String name) throws Exception {
        String annex = StatementOfWork.of(flow(name))
                .markdown()
                .replaceAll("sha256:[0-9a-f]{64}", "sha256:…")
                .replaceAll("\\| [0-9a-f]{64} \\|", "| … |");
        Path golden = Path.of("src/test/resources/sow", name + ".md");
        Path made = Path.of("target/sow", name + ".md");
        Files.createDirectories(made.getParent());
        Files.writeString(made, annex);
        assertThat(annex).as("%s; the new one is %s", golden, made).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "auditor"})
    void limitsComeFirstDigestsAreThereAndNoSecretIs(String name) {
        DataFlow flow = flow(name);
        StatementOfWork annex = StatementOfWork.of(flow);

        assertThat(annex.clauses().getFirst().id()).isEqualTo("limits");
        for (String text : new String[] {annex.markdown(), annex.json()}) {
            assertThat(text).contains(flow.configuration()).doesNotContain("canary", "00112233445566778899");
        }
        Schemas.assertValid("api.sow", JsonMapper.shared().readTree(annex.json()));
        assertThat(annex.clauses())
                .extracting(Clause::id)
                .contains(
                        "scope",
                        "data-handling",
                        "audit-schema",
                        "immutability",
                        "query-interface",
                        "access",
                        "regions",
                        "deployment",
                        "destruction",
                        "handover",
                        "lift")
                .doesNotHaveDuplicates();
        assertThat(annex.clauses())
                .allSatisfy(clause -> assertThat(clause.rows())
                        .allSatisfy(row -> assertThat(row).hasSameSizeAs(clause.columns())));
        Clause schema = annex.clauses().stream()
                .filter(clause -> clause.id().equals("audit-schema"))
                .findFirst()
                .orElseThrow();
        assertThat(schema.rows()).allSatisfy(row -> assertThat(row.getLast()).matches("[0-9a-f]{64}"));
    }

    @Test
    void anotherConfigurationGivesAnotherAnnex() {
        Map<String, Object> other = Configured.map(Configured.MANY);
        other.put("chirograph.archive.lock-mode", "GOVERNANCE");
        other.put("chirograph.environment", "staging");
        String annex = StatementOfWork.of(
                        DataFlows.of(Configured.environment(other), Configured.policy(Configured.POLICY)))
                .markdown();

        assertThat(annex).contains("| GOVERNANCE |", "not `production`");
        String plain = StatementOfWork.of(Configured.many()).markdown();
        assertThat(plain)
                .contains("Witnesses are configured", "time stamps bound them", "No report of usage")
                .doesNotContain("not `production`");
        assertThat(StatementOfWork.of(Configured.auditor()).markdown())
                .contains("No witness is configured", "nobody else confirms them");
        Map<String, Object> reconciled = Configured.map(Configured.MANY);
        reconciled.put("chirograph.reconciliation.providers.openai.report", "openai");
        reconciled.put("chirograph.reconciliation.providers.openai.credentials", "key_1");
        assertThat(StatementOfWork.of(
                                DataFlows.of(Configured.environment(reconciled), Configured.policy(Configured.POLICY)))
                        .markdown())
                .contains("are compared with the log (`usage.reconciled`)");
    }

    @Test
    void theCommandWritesBothFormats(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("annex.json");
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new SowCommand(Configured::many))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out));

        assertThat(line.execute("--format", "json", "--out", file.toString())).isZero();
        assertThat(Files.readString(file))
                .isEqualTo(StatementOfWork.of(Configured.many()).json());
        assertThat(line.execute()).isZero();
        assertThat(out.toString())
                .isEqualTo(StatementOfWork.of(Configured.many()).markdown());
        assertThat(line.execute("--format", "pdf")).isEqualTo(2);
    }

    @Test
    void anAnnexIsHeldAgainstTheConfiguration(@TempDir Path directory) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        for (String format : new String[] {"markdown", "json"}) {
            String paper = directory.resolve(format).toString();
            CommandLine same = line(new SowCommand(Configured::many), out, err);
            assertThat(same.execute("--format", format, "--out", paper)).isZero();
            assertThat(same.execute("--check", paper, "--out", paper)).isEqualTo(2);
            assertThat(line(new SowCommand(Configured::many), out, err).execute("--check", paper))
                    .isZero();
            assertThat(line(new SowCommand(Configured::auditor), out, err).execute("--check", paper))
                    .isEqualTo(1);
            assertThat(err.toString()).contains(paper, "does not agree with the configuration");
        }
        assertThat(out.toString()).contains("The paper agrees with the configuration.", ": - ", ": + ");
    }

    private static CommandLine line(SowCommand command, StringWriter out, StringWriter err) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
    }
}
