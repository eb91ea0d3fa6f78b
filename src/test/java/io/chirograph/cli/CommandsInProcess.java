package io.chirograph.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Commands run within the test's own JVM, as the program assembles them. Thread-safe.
///
/// What differs from a process: the directory that the program is installed in is given, the working directory is the
/// test's own, so file names are to be absolute, and what libraries log goes to the test's log.
public final class CommandsInProcess {
    private CommandsInProcess() {}

    /// @param exit the exit code
    /// @param output standard output and standard error, in the order of writing
    public record Result(int exit, String output) {}

    /// @param home the directory that the program is installed in
    public static Result run(Path home, String... args) {
        Arguments arguments = Arguments.parse(args);
        Map<String, Object> installed = new LinkedHashMap<>();
        installed.put(
                "spring.config.location",
                "optional:classpath:/,optional:file:" + home + "/,optional:file:" + home + "/config/");
        installed.put("chirograph.data-dir", home.resolve("data").toString());
        installed.putAll(arguments.properties());
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        int exit = CommandLineProgram.assemble(first -> {
                    Map<String, Object> all = new LinkedHashMap<>(installed);
                    all.putAll(first);
                    return CommandEnvironment.load(all);
                })
                .setOut(writer)
                .setErr(writer)
                .execute(arguments.words().toArray(String[]::new));
        writer.flush();
        return new Result(exit, output.toString());
    }
}
