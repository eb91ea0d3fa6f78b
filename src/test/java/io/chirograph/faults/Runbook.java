package io.chirograph.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Commands as the runbook has them, word for word.
final class Runbook {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    private Runbook() {}

    /// The blocks of commands in an entry, in order.
    static List<String> commands(String entry) throws IOException {
        String text = Files.readString(Path.of("docs/runbook.md"));
        int begin = text.indexOf("\n## " + entry + "\n");
        if (begin < 0) {
            throw new AssertionError("no entry: " + entry);
        }
        int end = text.indexOf("\n## ", begin + 1);
        return BLOCK.matcher(text.substring(begin, end < 0 ? text.length() : end))
                .results()
                .map(block -> block.group(1).strip())
                .toList();
    }

    /// Runs a block from the project's directory; any command that fails is a failure.
    static String run(String block, Map<String, String> variables) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("sh", "-e", "-c", block).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(block + "\nended with " + process.exitValue() + ":\n" + output);
        }
        return output;
    }
}
