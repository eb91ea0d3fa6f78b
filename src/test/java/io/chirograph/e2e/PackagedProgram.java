package io.chirograph.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The packaged program, started as the launcher starts it: taken apart and with the AOT cache where they are there.
final class PackagedProgram {
    private PackagedProgram() {}

    /// The JVM's arguments that name the program.
    ///
    /// @param others the JVM's other arguments; libraries named there (`loader.path`) need the jar in one piece
    static List<String> arguments(List<String> others) {
        Path whole = Path.of(System.getProperty("chirograph.jar", "target/chirograph.jar"))
                .toAbsolutePath();
        Path apart = whole.resolveSibling("app").resolve("chirograph.jar");
        Path cache = apart.resolveSibling("chirograph.aot");
        boolean inOnePiece = others.stream().anyMatch(option -> option.startsWith("-Dloader."));
        List<String> arguments = new ArrayList<>();
        if (!inOnePiece && Files.exists(cache)) {
            arguments.add("-XX:+UseCompactObjectHeaders");
            arguments.add("-XX:AOTCache=" + cache);
        }
        arguments.add("-jar");
        arguments.add((!inOnePiece && Files.exists(apart) ? apart : whole).toString());
        return arguments;
    }
}
