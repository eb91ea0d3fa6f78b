package io.chirograph.dataflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DataflowCommandTest {
    @TempDir
    private Path directory;

    private Map<String, Object> configuration = Configured.map(Configured.MANY);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(new DataflowCommand(
                        () -> Configured.environment(configuration),
                        environment -> Optional.of(Configured.policy(Configured.POLICY))))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((e, line, result) -> {
                    line.getErr().println(e.getMessage());
                    return 2;
                })
                .execute(arguments);
    }

    @Test
    void aPaperOfEachFormatAgreesWithTheConfigurationThatItWasMadeOf() throws Exception {
        for (String format : new String[] {"markdown", "svg", "json"}) {
            Path paper = directory.resolve(format);
            assertThat(run("--format", format)).isZero();
            Files.writeString(paper, out.toString());

            assertThat(run("--check", paper.toString())).as(format).isZero();
            assertThat(run("--format", format, "--out", directory.resolve("out").toString()))
                    .isZero();
            assertThat(directory.resolve("out")).hasSameTextualContentAs(paper);
        }
    }

    @Test
    void aPaperOfAnotherConfigurationDoesNotAndTheLinesAreNamed() throws Exception {
        for (String format : new String[] {"markdown", "svg", "json"}) {
            Path paper = directory.resolve(format);
            configuration = Configured.map(Configured.MANY);
            assertThat(run("--format", format, "--out", paper.toString())).isZero();
            configuration.put("chirograph.archive.s3.region", "us-gov-west-1");

            assertThat(run("--check", paper.toString())).as(format).isEqualTo(1);
            assertThat(out.toString()).contains("- ", "eu-west-1").contains("+ ", "us-gov-west-1");
            assertThat(err.toString()).contains(paper.toString(), "does not agree");
        }
    }

    @Test
    void onePaperLineThatSomebodyEditedIsNamed() throws Exception {
        Path paper = directory.resolve("paper.md");
        run("--out", paper.toString());
        Files.writeString(paper, Files.readString(paper).replace("| COMPLIANCE |", "| FOREVER |"));

        assertThat(run("--check", paper.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("FOREVER");
    }

    @Test
    void lineEndsOfAnotherSystemAreNoDifference() throws Exception {
        Path paper = directory.resolve("paper.md");
        run("--out", paper.toString());
        Files.writeString(paper, Files.readString(paper).replace("\n", "\r\n"));

        assertThat(run("--check", paper.toString())).isZero();
    }

    @Test
    void whatCannotBeReadCannotBeSaid() throws Exception {
        assertThat(run("--check", directory.resolve("absent").toString())).isEqualTo(2);
        configuration.put("chirograph.archive.retention", "P1W?");
        Path paper = Files.writeString(directory.resolve("paper.md"), "# Data flow\n");
        assertThat(run("--check", paper.toString())).isEqualTo(2);
        assertThat(run("--check", paper.toString(), "--out", paper.toString())).isEqualTo(2);
    }

    @Test
    void anEmptyPaperAgreesWithNothing() throws Exception {
        Path paper = Files.writeString(directory.resolve("paper.md"), "");

        assertThat(run("--check", paper.toString())).isEqualTo(1);
    }
}
