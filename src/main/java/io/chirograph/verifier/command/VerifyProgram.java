package io.chirograph.verifier.command;

import io.chirograph.support.command.ChirographProgram;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `chirograph-verify.jar`: the auditors' commands alone, the same as in the whole program.
///
/// Exit codes: 0 holds, 1 does not hold, 2 could not be checked or wrong usage.
@Command(
        name = "chirograph-verify",
        mixinStandardHelpOptions = true,
        description = "Verifies archives and evidence of Chirograph and searches archives, without the gateway.",
        footer = {"", "Exit codes: 0 holds, 1 does not hold, 2 could not be checked."})
final class VerifyProgram extends ChirographProgram {
    public static void main(String[] args) {
        System.exit(execute(assemble(), args));
    }

    static CommandLine assemble() {
        return new VerifyProgram()
                .assemble(
                        VerifyProgram::describe,
                        new VerifyCommand(),
                        new MetaLogCommand(),
                        new VerifyEvidenceCommand(),
                        new VerifyReceiptCommand(),
                        new BrowserVerifierCommand(),
                        new SearchCommand(),
                        ContentCommand.assemble());
    }

    private static String describe(Exception e) {
        String message = e.getMessage();
        return message == null || (e instanceof FileSystemException file && file.getReason() == null)
                ? e.getClass().getSimpleName() + (message == null ? "" : ": " + message)
                : message;
    }
}
