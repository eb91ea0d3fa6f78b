package io.chirograph.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Commands of the packaged program, run as a person would run them.
public final class Commands {
    private Commands() {}

    /// What a command said, standard error included, and its exit code.
    public record Result(int exit, String output) {
        /// The last line, without its end.
        public String line() {
            return output.lines().reduce((first, second) -> second).orElse("");
        }
    }

    public static Result run(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dchirograph.home=" + directory,
                "-jar",
                Path.of(System.getProperty("chirograph.jar", "target/chirograph.jar"))
                        .toAbsolutePath()
                        .toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                throw new AssertionError("the command did not end: " + String.join(" ", arguments) + "\n" + output);
            }
            return new Result(process.exitValue(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /// The verifier key of a development gateway's log.
    public static String verifierKey(GatewayProcess gateway) throws IOException {
        Result shown =
                run(gateway.dataDir(), Map.of(), "signing-key", "show", "--chirograph.data-dir=" + gateway.dataDir());
        if (shown.exit() != 0) {
            throw new AssertionError(shown.output());
        }
        return shown.line();
    }
}
