package io.chirograph.keys;

import io.chirograph.content.keys.KeyStoreCopy;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.state.State;
import io.chirograph.support.command.AdminOptions;
import io.chirograph.support.command.ChirographCommand;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `chirograph content-keys reveal`: gives a key out of the data directory, once that is an event of the log.
@Command(
        name = "reveal",
        mixinStandardHelpOptions = true,
        description = "Give out one key, for 'content open --subject-key'. It is recorded before. An erasure does not"
                + " reach the file.")
public final class ContentKeyRevealCommand extends ChirographCommand implements Callable<Integer> {
    private final Supplier<Environment> environment;

    @Mixin
    private AdminOptions where = new AdminOptions();

    @Option(
            names = "--id",
            paramLabel = "ID",
            required = true,
            description = "the key's id, from kept.subjects of the event")
    private String id = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "a new file; it is a secret")
    private Path out = Path.of("");

    @Option(names = "--reason", defaultValue = "for an auditor", description = "stands in the log")
    private String reason = "";

    public ContentKeyRevealCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException, JournalCorruptException, RecordingUnavailable {
        ContentKeyReveal asked = usage(() -> new ContentKeyReveal(reason));
        if (!id.matches("[A-Za-z0-9_-]{1,128}")) {
            throw usage("--id is no id of a key: up to 128 of A-Z, a-z, 0-9, _ and -");
        }
        if (Files.exists(out)) {
            throw new FileAlreadyExistsException(out.toString(), null, "a key goes into a new file");
        }
        try (State state = State.of(environment.get())) {
            return KeyStoreCopy.has(state, id) ? given(state, asked) : gone();
        }
    }

    private int given(State state, ContentKeyReveal asked)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        if (where.offline()) {
            LogProperties log = Binder.get(environment.get()).bindOrCreate("chirograph.log", LogProperties.class);
            StoppedGateway.of(environment.get(), log).record(asked.fact(id, StoppedGateway.user()));
        } else {
            where.client(line()).post(ContentKeyController.PATH + "/" + id + "/reveals", asked.json(), 201);
        }
        return KeyStoreCopy.reveal(state, id, out)
                ? print("key " + id + " is in " + out + "; destroy the file when it was used")
                : gone();
    }

    private int gone() {
        return report(FAILED, "the key store has no key '" + id + "'; it may be destroyed");
    }
}
