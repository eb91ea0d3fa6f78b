package io.chirograph.verifier.command;

import io.chirograph.support.command.ChirographCommand;
import io.chirograph.verifier.browser.BrowserVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph browser-verifier`: the verifier for browsers as files, and their digests.
@Command(
        name = "browser-verifier",
        mixinStandardHelpOptions = true,
        description = "Prints the SHA-256 of verify.html and verify.mjs, the verifier for browsers and Node.js, as"
                + " sha256sum does.",
        footer = {"", "Exit codes: 0 done, 2 could not be done."})
public final class BrowserVerifierCommand extends ChirographCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "A directory that both files are written to; made where it is missing. What is there is not overwritten.")
    private @Nullable Path directory;

    @Override
    public Integer call() throws IOException {
        if (directory != null) {
            Files.createDirectories(directory);
        }
        for (BrowserVerifier one : BrowserVerifier.values()) {
            if (directory != null) {
                Files.write(directory.resolve(one.file()), one.bytes(), StandardOpenOption.CREATE_NEW);
            }
            print(one.digest() + "  " + one.file());
        }
        return DONE;
    }
}
