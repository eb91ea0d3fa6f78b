package io.chirograph.content;

import io.chirograph.content.keys.KeyStoreCopy;
import io.chirograph.state.State;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.disk.SmallFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph content-keys`: copies the key store and takes copies back, while a process runs or not.
@Command(
        name = "content-keys",
        mixinStandardHelpOptions = true,
        description = "Copy the keys of tenants and subjects, take a copy back, and give a key out.")
public final class ContentKeysCommand extends ChirographCommand implements Runnable {
    private static final int LARGEST = 64 << 20;

    private final Supplier<Environment> environment;

    private ContentKeysCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    /// @param more commands of the same group that stand elsewhere
    public static CommandLine assemble(Supplier<Environment> environment, Object... more) {
        CommandLine line = new CommandLine(new ContentKeysCommand(environment));
        for (Object one : more) {
            line.addSubcommand(one);
        }
        return line;
    }

    @Override
    public void run() {
        throw usage("Missing command: backup, restore or reveal");
    }

    @Command(mixinStandardHelpOptions = true, description = "Copy the key store of the data directory.")
    int backup(
            @Option(names = "--to", paramLabel = "FILE", required = true, description = "a new file; it is a secret")
                    Path to,
            @Option(
                            names = "--life",
                            paramLabel = "P30D",
                            defaultValue = "P30D",
                            description = "how long the copy can be taken back (${DEFAULT-VALUE})")
                    String life)
            throws IOException {
        Duration lives = usage(() -> duration(life));
        KeyStoreCopy.Done done;
        try (State state = State.of(environment.get())) {
            done = KeyStoreCopy.backup(state, to, lives, now());
        } catch (IllegalArgumentException e) {
            throw usage("--life: " + e.getMessage());
        }
        return print(done.keys() + " keys copied to " + to, "its life ends at " + done.ends() + "; destroy it then");
    }

    @Command(mixinStandardHelpOptions = true, description = "Take a copy back; destroyed keys stay destroyed.")
    int restore(
            @Option(names = "--from", paramLabel = "FILE", required = true, description = "what backup wrote")
                    Path from,
            @Option(
                            names = "--destroyed",
                            paramLabel = "FILE",
                            description = "ids of keys that are not to come back, one a line, such as those that"
                                    + " key.destroyed events name")
                    @Nullable
                    Path destroyed)
            throws IOException {
        List<String> ids = destroyed == null
                ? List.of()
                : SmallFile.text(destroyed, LARGEST)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
        try (State state = State.of(environment.get())) {
            KeyStoreCopy.Done done = KeyStoreCopy.restore(state, from, ids, now());
            return print(done.keys() + " keys taken from the copy of " + done.made());
        }
    }

    private static Instant now() {
        return Instant.now(Clock.systemUTC());
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("--life is '" + text + "'; a duration such as P30D is expected", e);
        }
    }
}
