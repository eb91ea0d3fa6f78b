package io.chirograph.keys;

import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.state.State;
import io.chirograph.support.command.AdminOptions;
import io.chirograph.support.command.ChirographCommand;
import io.chirograph.support.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `chirograph gateway-key`: makes, lists, disables and rotates the keys that let applications call models.
///
/// A key is printed once, alone on the first line of standard output, and cannot be had again.
@Command(
        name = "gateway-key",
        mixinStandardHelpOptions = true,
        description = "Make, list, disable and rotate the keys that let applications call models.")
public final class GatewayKeyCommand extends ChirographCommand implements Runnable {
    private final Supplier<Environment> environment;

    public GatewayKeyCommand(Supplier<Environment> environment) {
        this.environment = environment;
    }

    @Override
    public void run() {
        throw usage("Missing command: create, list, disable or rotate");
    }

    @Command(mixinStandardHelpOptions = true, description = "Make a key and print it, once.")
    int create(
            @Mixin AdminOptions where,
            @Mixin GatewayKeyOptions key,
            @Option(
                            names = "--print-entry",
                            description = "change nothing: print the key and the configuration that lets it in")
                    boolean printEntry,
            @Option(names = "--reason", defaultValue = "made", description = "stands in the log") String reason)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        GatewayKeyRequest request = usage(() -> key.request(reason));
        if (printEntry) {
            StoredKey.Made made = usage(() -> request.make(Instant.now(Clock.systemUTC())));
            return print(made.text(), "", EntryYaml.of(made.key().entry()));
        }
        if (where.offline()) {
            return print(offline(register -> register.create(request, StoppedGateway.user()))
                    .text());
        }
        return print(where.client(line())
                .post(GatewayKeyController.PATH, request.json(), 201)
                .path("key")
                .asString());
    }

    @Command(mixinStandardHelpOptions = true, description = "List the keys, as JSON, one a line.")
    int list(@Mixin AdminOptions where) throws IOException {
        List<String> lines = new ArrayList<>();
        if (where.offline()) {
            Instant now = Instant.now(Clock.systemUTC());
            GatewayKeyView.all(configured(), stored(), now).forEach(key -> lines.add(StrictJson.text(key)));
        } else {
            for (JsonNode item :
                    where.client(line()).get(GatewayKeyController.PATH).path("items")) {
                lines.add(item.toString());
            }
        }
        return print(lines.toArray());
    }

    @Command(mixinStandardHelpOptions = true, description = "Disable a key, at once and for good.")
    int disable(
            @Mixin AdminOptions where,
            @Parameters(paramLabel = "ID", description = "the key's id") String id,
            @Option(names = "--reason", defaultValue = "disabled", description = "stands in the log") String reason)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        usage(() -> GatewayKeyRequest.checked(reason));
        if (where.offline()) {
            return print(offline(register -> register.disable(id, reason, StoppedGateway.user()))
                    .id());
        }
        byte[] body = StrictJson.bytes(new GatewayKeyRequest.Disabling(reason));
        return print(where.client(line())
                .post(path(id, "disable"), body, 200)
                .path("id")
                .asString());
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Give a key another secret and print the key, once. The former secret works on for a while.")
    int rotate(
            @Mixin AdminOptions where,
            @Parameters(paramLabel = "ID", description = "the key's id") String id,
            @Option(
                            names = "--overlap",
                            defaultValue = "PT24H",
                            description = "how long the former secret works on, ISO 8601 (${DEFAULT-VALUE}); PT0S ends"
                                    + " every earlier one at once")
                    String overlap,
            @Option(names = "--reason", defaultValue = "scheduled", description = "stands in the log") String reason)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        usage(() -> GatewayKeyRequest.checked(reason));
        if (where.offline()) {
            return print(offline(register ->
                            register.rotate(id, GatewayKeyRequest.overlap(overlap), reason, StoppedGateway.user()))
                    .text());
        }
        byte[] body = StrictJson.bytes(new GatewayKeyRequest.Rotation(overlap, reason));
        return print(where.client(line())
                .post(path(id, "rotations"), body, 201)
                .path("key")
                .asString());
    }

    private String path(String id, String what) {
        if (!id.matches("[a-z0-9-]{1,64}")) {
            throw usage("'" + id + "' is no id: up to 64 of a-z, 0-9 and -");
        }
        return GatewayKeyController.PATH + "/" + id + "/" + what;
    }

    private <T> T offline(StoppedGateway.Act<T> act) throws IOException, JournalCorruptException, RecordingUnavailable {
        LogProperties log = Binder.get(environment.get()).bindOrCreate("chirograph.log", LogProperties.class);
        return StoppedGateway.of(environment.get(), log).act(configured(), act);
    }

    private List<GatewayKeyEntry> configured() {
        return Binder.get(environment.get())
                .bind("chirograph.identity.gateway-keys", Bindable.listOf(GatewayKeyEntry.class))
                .orElse(List.of());
    }

    private List<StoredKey> stored() throws IOException {
        try (State state = State.of(environment.get())) {
            if (!state.isShared() && !Files.exists(state.directory().resolve(GatewayKeyDatabase.FILE))) {
                return List.of();
            }
            try (GatewayKeyDatabase database = GatewayKeyDatabase.open(state)) {
                return database.keys();
            }
        }
    }
}
