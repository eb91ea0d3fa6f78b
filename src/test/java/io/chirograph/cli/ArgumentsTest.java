package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    @Test
    void noArgumentsServe() {
        assertThat(Arguments.parse().command()).isFalse();
    }

    @Test
    void optionsAloneServe() {
        Arguments arguments = Arguments.parse("--data-dir", "/x", "--server.port=0", "--debug");
        assertThat(arguments.command()).isFalse();
        assertThat(arguments.forSpring()).containsExactly("--chirograph.data-dir=/x", "--server.port=0", "--debug");
    }

    @Test
    void aFirstWordIsACommand() {
        Arguments arguments = Arguments.parse("token", "--role", "auditor", "--data-dir=/x", "--chirograph.a=b");
        assertThat(arguments.command()).isTrue();
        assertThat(arguments.words()).containsExactly("token", "--role", "auditor");
        assertThat(arguments.properties())
                .containsEntry("chirograph.data-dir", "/x")
                .containsEntry("chirograph.a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "-Dchirograph.archive.retention=P1D, -Dchirograph.archive.retention",
        "-chirograph.archive.retention=P1D, -chirograph.archive.retention",
        "--chirograph.archive.s3.secret-access-key CANARY, --chirograph.archive.s3.secret-access-key",
        "--archive.retention=CANARY, --archive.retention",
        "--retention, --retention",
        "--debug CANARY, an argument"
    })
    void anArgumentThatWouldBePassedOverStopsTheStartAndShowsNoValue(String line, String named) {
        for (String before : List.of("", "dev ")) {
            Arguments arguments = Arguments.parse((before + line).split(" "));
            assertThat(arguments.command()).isFalse();
            assertThat(arguments.refusal())
                    .hasValueSatisfying(
                            reason -> assertThat(reason).contains(named).doesNotContain("CANARY", "P1D"));
        }
    }

    @Test
    void settingsWithTheirValuesAndSpringsOwnFlagsAreTaken() {
        assertThat(Arguments.parse("dev", "--chirograph.archive.retention=P1D", "--data-dir", "/x", "--debug")
                        .refusal())
                .isEmpty();
    }

    @Test
    void helpAndVersionAreCommands() {
        assertThat(Arguments.parse("--help").command()).isTrue();
        assertThat(Arguments.parse("-V").command()).isTrue();
    }
}
