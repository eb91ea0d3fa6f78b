package io.chirograph.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// A program that a test runs beside itself; what it prints goes to a file. Ends with the test's own process.
public final class ChildProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// What a JVM that lives for seconds starts with: it compiles little, makes no class for each constructor that is
    /// called once, and never collects because its code grew.
    static final List<String> QUICK = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:CICompilerCount=1",
            "-XX:+UseSerialGC",
            "-XX:ReservedCodeCacheSize=128m",
            "-Djdk.reflect.useNativeAccessorOnly=true");

    private final Process process;
    private final Path output;
    private final Thread hook;

    private ChildProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Starts `java` of the test's own version.
    public static ChildProcess java(Path directory, Path output, List<String> arguments) throws IOException {
        return java(directory, output, Map.of(), arguments);
    }

    /// Starts `java` of the test's own version, with more in its environment.
    public static ChildProcess java(
            Path directory, Path output, Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUICK);
        command.addAll(arguments);
        return program(directory, output, environment, command);
    }

    /// Starts any program.
    public static ChildProcess program(Path directory, Path output, List<String> command) throws IOException {
        return program(directory, output, Map.of(), command);
    }

    private static ChildProcess program(
            Path directory, Path output, Map<String, String> environment, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start(), output);
    }

    public Process process() {
        return process;
    }

    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for something that the process does; fails with its output when it ends instead.
    public void await(String what, java.util.concurrent.Callable<Boolean> done) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the process ended before: " + what + "\n" + output());
                    }
                    return done.call();
                });
    }

    /// As a power cut for the process: SIGKILL.
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /// SIGTERM, and waits for the end.
    public int stop() {
        process.destroy();
        return awaitEnd();
    }

    private int awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the process did not end\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
