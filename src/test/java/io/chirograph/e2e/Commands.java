package io.chirograph.e2e;

import io.chirograph.cli.CommandsInProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Commands of the program, in the test's own JVM or as a person would run the packaged ones.
public final class Commands {
    private Commands() {}

    /// What a command said, standard error included, and its exit code.
    public record Result(int exit, String output) {
        /// The last line, without its end.
        public String line() {
            return output.lines().reduce((first, second) -> second).orElse("");
        }
    }

    /// Runs it in the test's own JVM, or in a process of its own where its environment counts.
    ///
    /// @param directory where the program is installed; file names among the arguments are absolute
    public static Result run(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        if (environment.isEmpty()) {
            CommandsInProcess.Result ran = CommandsInProcess.run(directory, arguments);
            return new Result(ran.exit(), ran.output());
        }
        return process(directory, environment, arguments);
    }

    /// Runs it as a person would, in a process of its own that works in the directory.
    public static Result process(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ChildProcess.QUICK);
        command.add("-Dchirograph.home=" + directory);
        command.addAll(PackagedProgram.arguments(List.of()));
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

    /// Verifies the archive of a development gateway's log, which must hold.
    public static Result requireVerified(Path directory, GatewayProcess gateway) throws IOException {
        Result verified = run(
                directory,
                Map.of(),
                "verify",
                gateway.dataDir().resolve("archive").toString(),
                "--key",
                verifierKey(gateway));
        if (verified.exit() != 0) {
            throw new AssertionError(verified.output());
        }
        return verified;
    }
}
