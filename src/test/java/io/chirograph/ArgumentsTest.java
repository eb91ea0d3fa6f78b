package io.chirograph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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

    @Test
    void helpAndVersionAreCommands() {
        assertThat(Arguments.parse("--help").command()).isTrue();
        assertThat(Arguments.parse("-V").command()).isTrue();
    }
}
