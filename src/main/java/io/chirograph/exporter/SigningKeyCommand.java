package io.chirograph.exporter;

import io.chirograph.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph signing-key`: makes the log's signing key and shows the public half that verifiers need.
@Command(
        name = "signing-key",
        mixinStandardHelpOptions = true,
        description = "Make the log's signing key, or show the verifier key that goes with it.")
public final class SigningKeyCommand {
    private final Supplier<Environment> environment;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public SigningKeyCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    @Command(description = "Write a new Ed25519 key (PKCS#8, PEM, mode 0600) and print its verifier key.")
    int generate(
            @Option(names = "--file", description = "default: chirograph.log.signing-key") @Nullable Path file,
            @Option(names = "--origin", description = "default: chirograph.log.origin") @Nullable String origin)
            throws IOException {
        Path path = file(file);
        try {
            SigningKeyFile.generate(path);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("there is a file " + path + " already; a signing key is never overwritten", e);
        }
        return print(path, origin);
    }

    @Command(description = "Print the log's verifier key: give it to auditors by a channel of its own.")
    int show(
            @Option(names = "--file", description = "default: chirograph.log.signing-key") @Nullable Path file,
            @Option(names = "--origin", description = "default: chirograph.log.origin") @Nullable String origin)
            throws IOException {
        Path path = file(file);
        if (!Files.exists(path)) {
            throw new IOException(
                    "there is no signing key at " + path + "; make one with: chirograph signing-key generate");
        }
        return print(path, origin);
    }

    private int print(Path path, @Nullable String origin) throws IOException {
        String name = new LogProperties(setting("chirograph.log.origin", origin), path).requiredOrigin();
        VerifierKey key = SigningKeyFile.load(path, name).verifierKey();
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(key.encode());
        out.flush();
        return 0;
    }

    private Path file(@Nullable Path given) {
        String configured = setting("chirograph.log.signing-key", given == null ? null : given.toString());
        return new LogProperties(null, configured == null ? null : Path.of(configured)).requiredSigningKey();
    }

    private @Nullable String setting(String name, @Nullable String given) {
        return given != null ? given : environment.get().getProperty(name);
    }
}
