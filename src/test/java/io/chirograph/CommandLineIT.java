package io.chirograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher with the packaged jar beside it, as an operator runs it.
class CommandLineIT {
    private static final long LONGEST_SECONDS = 120;

    @TempDir
    private Path home;

    private record Run(int exit, String out, String err) {}

    @BeforeEach
    void install() throws IOException {
        Files.copy(Path.of("chirograph"), home.resolve("chirograph"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }

    private Run run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("chirograph").toString()));
        command.addAll(List.of(arguments));
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CHIROGRAPH_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private void packaged() throws IOException {
        Files.createSymbolicLink(home.resolve("chirograph.jar"), Path.of(System.getProperty("chirograph.jar")));
    }

    @Test
    void withoutAJarThereIsOneLine() throws Exception {
        Run run = run(Map.of());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().startsWith("chirograph: no target/chirograph.jar");
    }

    @Test
    void aJdkThatIsNot25IsPassedOver() throws Exception {
        packaged();
        Path other = Files.createDirectories(home.resolve("jdk-17/bin"));
        Files.writeString(other.resolveSibling("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Run run = run(Map.of("JAVA_HOME", home.resolve("jdk-17").toString()), "--version");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("chirograph ");
    }

    @Test
    void aCacheThatDoesNotFitTheJvmIsPassedOverInSilence() throws Exception {
        packaged();
        Path app = Files.createDirectory(home.resolve("app"));
        Files.createSymbolicLink(app.resolve("chirograph.jar"), Path.of(System.getProperty("chirograph.jar")));
        Files.writeString(app.resolve("chirograph.aot"), "no cache");
        Run run = run(Map.of(), "--version");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines()).singleElement().asString().startsWith("chirograph ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void anUnknownCommandIsOneLineAndTwo() throws Exception {
        packaged();
        Run run = run(Map.of(), "nonsense");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().contains("'nonsense'");
    }

    @Test
    void aProductionStartWithNothingConfiguredIsOneLineAndLeavesNothingBehind() throws Exception {
        packaged();
        Run run = run(Map.of("CHIROGRAPH_ENVIRONMENT", "production"), "--data-dir", "d", "--server.address=0.0.0.0");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("chirograph: Cannot start")
                .contains("chirograph.log.origin")
                .contains("chirograph.identity.operators.jwk-set-uri")
                .contains("server.ssl.bundle (server.address is 0.0.0.0, beyond loopback");
        assertThat(home.resolve("d")).doesNotExist();
    }

    @Test
    void aBadSettingIsOneLineThatNamesIt() throws Exception {
        packaged();
        Run run = run(Map.of(), "dev", "--server.port=0", "--management.server.port=0", "--chirograph.query.share=7");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines())
                .filteredOn(line -> !line.startsWith("WARNING"))
                .singleElement()
                .isEqualTo("chirograph: chirograph.query.share is 7.0; it must be more than 0 and at most 1");
        assertThat(run.out()).doesNotContain("\tat ");
    }
}
