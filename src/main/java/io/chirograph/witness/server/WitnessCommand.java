package io.chirograph.witness.server;

import io.chirograph.support.command.ChirographCommand;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.command.PolicyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `chirograph witness`: cosigns the checkpoints of other people's logs until it is stopped.
@Command(
        name = "witness",
        mixinStandardHelpOptions = true,
        description = "Be a witness (c2sp.org/tlog-witness) for other logs: cosign what extends what was cosigned.")
public final class WitnessCommand extends ChirographCommand implements Callable<Integer> {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8090",
            description = "default: ${DEFAULT-VALUE}")
    private String listen = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "the witness's name, a URL without scheme such as example.com/witness")
    private String name = "";

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "its private key (Ed25519, PKCS#8, PEM); made when there is none")
    private Path key = Path.of("");

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "where it remembers what it cosigned")
    private Path data = Path.of("");

    @Option(names = "--log", paramLabel = "VKEY", description = "verifier key of a log to witness; may be repeated")
    private List<String> logs = new ArrayList<>();

    @Option(names = "--policy", paramLabel = "FILE", description = "a C2SP tlog-policy whose logs are witnessed")
    private @Nullable Path policy;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Set<VerifierKey> known = known();
        Cosigner cosigner = WitnessKeyFile.loadOrMake(key, name);
        try (WitnessStateStore heads = WitnessStateStore.open(data);
                WitnessServer server =
                        WitnessServer.start(address(), new Cosigning(cosigner, known, heads, Clock.systemUTC()))) {
            Thread end = new Thread(server::close, "witness-end");
            Runtime.getRuntime().addShutdownHook(end);
            PrintWriter out = out();
            out.println("witness " + cosigner.verifierKey());
            known.forEach(log -> out.println("log " + log));
            out.println("listens on http://" + server.address().getHostString() + ":"
                    + server.address().getPort());
            out.flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private Set<VerifierKey> known() throws IOException {
        Set<VerifierKey> known = new LinkedHashSet<>();
        try {
            for (String vkey : logs) {
                VerifierKey log = VerifierKey.parse(vkey);
                if (!log.type().signsLogs()) {
                    throw new MalformedException("--log " + vkey + " is no log's key");
                }
                known.add(log);
            }
        } catch (MalformedException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (policy != null) {
            PolicyFile.read(policy).logs().forEach(log -> known.add(log.key()));
        }
        if (known.isEmpty()) {
            throw new IOException("no log to witness: give --log VKEY or --policy FILE");
        }
        return known;
    }

    private InetSocketAddress address() throws IOException {
        int colon = listen.lastIndexOf(':');
        try {
            String host = listen.substring(0, Math.max(0, colon)).replaceAll("^\\[(.*)]$", "$1");
            InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(listen.substring(colon + 1)));
            if (!host.isEmpty() && !address.isUnresolved()) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("--listen " + listen + " is no HOST:PORT: " + e.getMessage(), e);
        }
        throw new IOException("--listen " + listen + " is no HOST:PORT");
    }
}
