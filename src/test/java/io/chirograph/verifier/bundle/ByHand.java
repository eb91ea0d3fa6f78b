package io.chirograph.verifier.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks evidence as a person would who has no Java: unpacks it with `unzip` and runs the shell of its VERIFY.md,
/// and only that.
public final class ByHand {
    private static final Pattern BLOCK = Pattern.compile("^```sh\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private ByHand() {}

    /// What the shell said, standard error included, and its exit code.
    public record Result(int exit, String output) {}

    /// Unpacks `zip` into a new directory below `scratch` and runs what VERIFY.md says there.
    public static Result check(byte[] zip, Path scratch, String key) throws IOException {
        Path directory = unpack(zip, scratch);
        StringBuilder script = new StringBuilder();
        Matcher block = BLOCK.matcher(Files.readString(directory.resolve("VERIFY.md")));
        while (block.find()) {
            script.append(block.group(1)).append('\n');
        }
        return run(directory, key, "sh", "-c", script.toString());
    }

    /// Unpacks `zip` into a new directory below `scratch`.
    public static Path unpack(byte[] zip, Path scratch) throws IOException {
        Path directory = Files.createTempDirectory(scratch, "unpacked");
        Path file = Files.write(Files.createTempFile(scratch, "evidence", ".zip"), zip);
        Result unzipped = run(directory, "", "unzip", "-q", file.toString());
        if (unzipped.exit() != 0) {
            throw new AssertionError(unzipped.output());
        }
        return directory;
    }

    /// Whether the tools that VERIFY.md asks for are here.
    public static boolean isPossible() {
        try {
            return run(Path.of("."), "", "sh", "-c", "command -v unzip openssl sha256sum base64 xxd && openssl version")
                    .output()
                    .contains("OpenSSL 3");
        } catch (IOException e) {
            return false;
        }
    }

    private static Result run(Path directory, String key, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("KEY", key);
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Result(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
