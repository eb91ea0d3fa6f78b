package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;

class CommandLineProgramTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Environment environment, String... args) {
        CommandLine line = CommandLineProgram.assemble(first -> environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        return line.execute(args);
    }

    private Environment environment(String name) {
        return new MockEnvironment()
                .withProperty("chirograph.environment", name)
                .withProperty("chirograph.data-dir", directory.toString());
    }

    @Test
    void anUnknownCommandIsOneLineAndTwo() {
        assertThat(run(environment("development"), "nonsense")).isEqualTo(2);
        assertThat(err.toString().strip().lines())
                .singleElement()
                .asString()
                .startsWith("chirograph: Unmatched argument")
                .contains("nonsense");
    }

    @Test
    void aMissingOptionIsNamed() {
        assertThat(run(environment("development"), "token")).isEqualTo(2);
        assertThat(err.toString().strip()).contains("--role").doesNotContain("\n");
    }

    @Test
    void tokensAreMadeInDevelopmentOnly() {
        assertThat(run(environment("development"), "token", "--role", "auditor"))
                .isZero();
        assertThat(out.toString().strip().split("\\.")).hasSize(3);
        assertThat(run(environment("production"), "token", "--role", "auditor")).isEqualTo(2);
        assertThat(err.toString().strip())
                .startsWith("chirograph: token works in development only")
                .contains("chirograph.environment is 'production'")
                .doesNotContain("\n");
    }

    @Test
    void aRoleGoesByTheWordThatTokensHave() {
        assertThat(run(environment("development"), "token", "--role", "payload-reader"))
                .as(err.toString())
                .isZero();
        String claims = out.toString().strip().split("\\.", -1)[1];
        assertThat(new String(java.util.Base64.getUrlDecoder().decode(claims), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"payload-reader\"");
    }

    @Test
    void aGatewayKeyIsShownWithItsConfiguration() {
        assertThat(run(
                        environment("production"),
                        "gateway-key",
                        "create",
                        "--print-entry",
                        "--id=web",
                        "--application=shop",
                        "--tenant=o'hara",
                        "--team=t"))
                .isZero();
        assertThat(out.toString().lines().findFirst().orElseThrow()).matches("cg_web_[A-Za-z0-9_-]{43}");
        assertThat(out.toString()).contains("tenant: 'o''hara'").contains("hash: 'sha256:");
    }

    @Test
    void aBadKeyIdIsUsageAndNamed() {
        assertThat(run(
                        environment("production"),
                        "gateway-key",
                        "create",
                        "--print-entry",
                        "--id=W_b",
                        "--application=a",
                        "--tenant=b",
                        "--team=c"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'W_b'");
    }

    @Test
    void aGatewayThatDoesNotRunIsNamedByItsUrl() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "CANARY");
        assertThat(run(
                        environment("production"),
                        "switch",
                        "list",
                        "--url=http://127.0.0.1:1",
                        "--token-file=" + token))
                .isEqualTo(2);
        assertThat(err.toString().strip())
                .isEqualTo("chirograph: cannot connect to http://127.0.0.1:1/admin/v1/switches: does the gateway run"
                        + " there?");
    }

    @Test
    void commandsSeeTheConfigurationThatTheServerWouldHave() {
        Environment environment = CommandEnvironment.load(
                Map.of("chirograph.environment", "development", "chirograph.data-dir", "/elsewhere"));
        assertThat(environment.getProperty("chirograph.data-dir")).isEqualTo("/elsewhere");
        assertThat(environment.getProperty("chirograph.log.signing-key")).isEqualTo("/elsewhere/dev/signing-key.pem");
        assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.1");
    }

    @Test
    void everyCommandHasItsHelp() {
        assertHelp(CommandLineProgram.assemble(first -> environment("development")));
    }

    private static void assertHelp(CommandLine command) {
        assertThat(command.getCommandSpec().optionsMap())
                .as(command.getCommandSpec().qualifiedName())
                .containsKey("--help");
        assertThat(command.getUsageMessage()).isNotBlank();
        command.getSubcommands().values().forEach(CommandLineProgramTest::assertHelp);
    }
}
