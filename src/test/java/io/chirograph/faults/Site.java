package io.chirograph.faults;

import io.chirograph.archive.Archive;
import io.chirograph.e2e.Commands;
import io.chirograph.e2e.GatewayProcess;
import io.chirograph.e2e.StandinProcess;
import io.chirograph.e2e.Trail;
import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.rgw.RgwServer;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A bucket with Object Lock on a real store, the fault proxy before it, a provider outside, and a gateway that
/// can be started there again and again.
final class Site implements AutoCloseable {
    static final String ORIGIN = "localhost/chirograph/dev";

    final FaultProxy proxy;
    final StandinProcess standin;
    private final RgwServer rgw;
    private final Bucket bucket;
    private final Path directory;
    private final int port = GatewayProcess.freePort();
    private final int opsPort = GatewayProcess.freePort();

    Site(Path directory) throws Exception {
        this.directory = directory;
        rgw = RgwServer.shared();
        bucket = Bucket.make();
        proxy = new FaultProxy(rgw.port());
        standin = StandinProcess.start(directory);
    }

    GatewayProcess launch() throws IOException {
        return launch(directory);
    }

    /// With small files and batches, so that much rolls over and is published in a short time.
    ///
    /// @param machine where its data directory `data` is, or is to be
    /// @param more further settings, or others instead of ours
    GatewayProcess launch(Path machine, String... more) throws IOException {
        return launch(port, opsPort, machine, more);
    }

    /// A second one, while the first one runs.
    GatewayProcess launchBeside(Path machine) throws IOException {
        return launch(GatewayProcess.freePort(), GatewayProcess.freePort(), machine);
    }

    private GatewayProcess launch(int port, int opsPort, Path machine, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(bucket.forWriter(proxy.endpoint()));
        List.of(
                        "--chirograph.journal.file-size=512KB",
                        "--chirograph.journal.grace=0s",
                        "--chirograph.exporter.max-age=300ms",
                        "--chirograph.exporter.max-events=500",
                        "--chirograph.exporter.retry-max=1s",
                        "--chirograph.exporter.drain=2s",
                        "--chirograph.gateway.drain=2s")
                .stream()
                .filter(own -> Stream.of(more).noneMatch(given -> given.startsWith(own.replaceFirst("=.*", "="))))
                .forEach(arguments::add);
        arguments.addAll(List.of(GatewayProcess.provider("standin", "openai", standin.baseUrl())));
        arguments.addAll(List.of(more));
        return GatewayProcess.launch(machine, port, opsPort, arguments.toArray(String[]::new));
    }

    CallerProcess callers(String name, int callers, GatewayProcess gateway, long seed) throws IOException {
        return CallerProcess.start(directory, name, callers, port, gateway.key(), seed);
    }

    /// The key that the gateway's first start made.
    VerifierKey key() throws IOException {
        return key(directory.resolve("data/dev/signing-key.pem"));
    }

    static VerifierKey key(Path file) throws IOException {
        return SigningKeyFile.load(file, ORIGIN, Passphrase.NONE).verifierKey();
    }

    Archive asAuditor() {
        return bucket.asAuditor();
    }

    /// How many events are not in the archive yet; very many as long as nobody says.
    static double lag(Trail trail) throws IOException {
        String name = "chirograph_export_lag_events";
        double unlabelled = trail.metric(name).orElse(Double.MAX_VALUE);
        return trail.metric(name + "{archive=\"main\"}").orElse(unlabelled);
    }

    /// The callers' ids of the requests that the provider outside has noted.
    static Set<String> reached(StandinProcess standin) {
        Set<String> reached = new HashSet<>();
        for (JsonNode request : standin.requests("limit=")) {
            String target = request.at("/target").stringValue();
            reached.add(target.substring(target.indexOf("limit=") + 6));
        }
        return reached;
    }

    /// What `./chirograph verify --payloads` says of the archive under these keys.
    Commands.Result verify(VerifierKey... keys) throws IOException {
        return bucket.verify(directory, List.of(keys));
    }

    @Override
    public void close() throws IOException {
        standin.close();
        proxy.close();
    }
}
