package io.chirograph.keys;

import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.command.AdminClient;
import io.chirograph.support.command.AdminOptions;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `chirograph signing-key`: makes the log's signing key, shows its public half, and lets another take over.
@Command(
        name = "signing-key",
        mixinStandardHelpOptions = true,
        description = "Make the log's signing key, show the verifier key that goes with it, or let another take over.")
public final class SigningKeyCommand extends ChirographCommand {
    private final Supplier<Environment> environment;

    public SigningKeyCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    /// Which key, in the place of the configured one.
    static final class KeyOptions {
        @Option(names = "--file", description = "default: chirograph.log.signing-key")
        private @Nullable Path file;

        @Option(names = "--origin", description = "default: chirograph.log.origin")
        private @Nullable String origin;

        @Option(
                names = "--passphrase-env",
                description = "environment variable with the passphrase that the key is encrypted with;"
                        + " default: chirograph.log.signing-key-passphrase-env")
        private @Nullable String variable;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Write a new key (PKCS#8, PEM, mode 0600) and print its verifier key.")
    int generate(
            @Option(
                            names = "--type",
                            defaultValue = "ed25519",
                            description = "ed25519, or ml-dsa-44 for chirograph.log.second-signing-key;"
                                    + " default: ${DEFAULT-VALUE}")
                    String type,
            @Mixin KeyOptions given)
            throws IOException {
        boolean isSecond = switch (type) {
            case "ed25519" -> false;
            case "ml-dsa-44" -> true;
            default -> throw usage("--type must be ed25519 or ml-dsa-44, was " + type);
        };
        LogProperties log = log(isSecond ? null : given.file, given.origin, given.variable);
        Path key = isSecond ? secondFile(given.file) : log.requiredSigningKey();
        String name = log.requiredOrigin();
        try {
            if (isSecond) {
                SigningKeyFile.generateSecond(key, log.passphrase());
            } else {
                SigningKeyFile.generate(key, log.passphrase());
            }
        } catch (FileAlreadyExistsException e) {
            throw new IOException("there is a file " + key + " already; a signing key is never overwritten", e);
        }
        NoteSigner signer = isSecond ? SigningKeyFile.loadSecond(key, name, log.passphrase()) : first(log);
        return print(List.of(signer.verifierKey()));
    }

    private Path secondFile(@Nullable Path given) throws IOException {
        String path = setting("chirograph.log.second-signing-key", given == null ? null : given.toString());
        if (path == null) {
            throw new IOException("--file is missing, and chirograph.log.second-signing-key is not set");
        }
        return Path.of(path);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Print the log's verifier key: give it to auditors by a channel of its own. It stays the"
                    + " log's key for them when another key takes over.")
    int show(
            @Mixin KeyOptions given,
            @Option(names = "--all", description = "also the keys that have taken over, in order, and the second key")
                    boolean all)
            throws IOException {
        LogProperties log = log(given.file, given.origin, given.variable);
        if (!Files.exists(log.requiredSigningKey())) {
            throw new IOException("there is no signing key at " + log.requiredSigningKey()
                    + "; make one with: chirograph signing-key generate");
        }
        NoteSigner first = first(log);
        return print(all ? all(first, log) : List.of(first.verifierKey()));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Let a new key take over, and print its verifier key. Verifiers that know the log's first key"
                    + " follow.")
    int rotate(
            @Mixin AdminOptions options,
            @Option(names = "--reason", defaultValue = "scheduled", description = "stands in the log") String reason)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        return takeOver(options, new RotationRequest(reason, null));
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Let a new key take over because the old one is known to somebody else. What the old key alone"
                            + " signed beyond a position is no longer believed. Give the new key to auditors.")
    int revoke(
            @Mixin AdminOptions options,
            @Option(
                            names = "--from-position",
                            required = true,
                            description = "the largest size for which the old key alone is still believed")
                    long from)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        return takeOver(options, new RotationRequest("compromise", from));
    }

    private int takeOver(AdminOptions options, RotationRequest request)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        if (options.offline()) {
            StoppedGateway stopped = StoppedGateway.of(environment.get(), log(null, null, null));
            return print(List.of(stopped.rotate(request).key()));
        }
        AdminClient gateway = options.client(line());
        JsonNode response = gateway.post(RotationController.PATH, request.json(), 201);
        try {
            return print(List.of(VerifierKey.parse(response.path("key").asString())));
        } catch (MalformedException e) {
            throw new IOException(gateway.gateway() + " answered no verifier key: " + e.getMessage(), e);
        }
    }

    private List<VerifierKey> all(NoteSigner first, LogProperties log) throws IOException {
        List<VerifierKey> keys = new ArrayList<>(
                KeyRing.open(first, dataDirectory(), log.passphrase()).history().keys());
        Path second = log.secondSigningKey();
        if (second != null) {
            keys.add(SigningKeyFile.loadSecond(second, log.requiredOrigin(), log.passphrase())
                    .verifierKey());
        }
        return keys;
    }

    private int print(List<VerifierKey> keys) {
        return print(keys.stream().map(VerifierKey::encode).toArray());
    }

    private static NoteSigner first(LogProperties log) throws IOException {
        return SigningKeyFile.load(log.requiredSigningKey(), log.requiredOrigin(), log.passphrase());
    }

    private LogProperties log(@Nullable Path file, @Nullable String origin, @Nullable String variable) {
        String path = setting("chirograph.log.signing-key", file == null ? null : file.toString());
        String second = setting("chirograph.log.second-signing-key", null);
        return new LogProperties(
                setting("chirograph.log.origin", origin),
                path == null ? null : Path.of(path),
                second == null ? null : Path.of(second),
                setting("chirograph.log.signing-key-passphrase-env", variable));
    }

    private Path dataDirectory() {
        return Path.of(environment.get().getProperty("chirograph.data-dir", "./data"));
    }

    private @Nullable String setting(String name, @Nullable String given) {
        return given != null ? given : environment.get().getProperty(name);
    }
}
