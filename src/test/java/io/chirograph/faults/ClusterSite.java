package io.chirograph.faults;

import io.chirograph.e2e.Commands;
import io.chirograph.e2e.GatewayProcess;
import io.chirograph.e2e.StandinProcess;
import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.identity.callers.GatewayKey;
import io.chirograph.identity.callers.KeyHash;
import io.chirograph.journal.kafka.TestCluster;
import io.chirograph.query.index.postgres.PostgresServer;
import io.chirograph.rgw.RgwServer;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.acl.AclOperation;

/// Brokers, gateways that share a topic of theirs, with a spare, an auditors' process with its index in PostgreSQL, a
/// bucket with Object Lock, a provider outside, and a network between them of which each link can be cut.
final class ClusterSite implements AutoCloseable {
    static final int BROKERS = 3;
    static final int LOGS = 3;
    static final int GATEWAYS = 4;
    static final String TOPIC = "gateways";
    static final String AUDITOR = "auditor";
    static final String POSTGRES = "postgres";
    static final String STORE = "store";

    /// The gateway of the control, and its topic, which keeps less than it acknowledges.
    static final String UNSAFE = "unsafe";

    private static final String PRINCIPAL = "User:ANONYMOUS";
    private static final Map<String, String> SETTINGS = Map.of(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users",
            PRINCIPAL,
            "replica.lag.time.max.ms",
            "3000");

    final Network network;
    final TestCluster cluster;
    final PostgresServer postgres;
    final StandinProcess standin;
    final List<Member> gateways = new ArrayList<>();
    final Member auditor;
    private final Path directory;
    private final Bucket bucket;
    private final List<VerifierKey> keys = new ArrayList<>();
    private final GatewayKey gatewayKey = GatewayKey.generate("all");
    private final int storePort;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<Integer> brokerPorts = ports();
    private final List<Integer> controllerPorts = ports();

    ClusterSite(Path directory) throws Exception {
        this.directory = directory;
        RgwServer rgw = RgwServer.shared();
        bucket = Bucket.make();
        storePort = rgw.port();
        try {
            postgres = PostgresServer.another();
            opened.push(postgres::remove);
            standin = opened(StandinProcess.start(directory));
            network = opened(new Network(directory, nodes()));
            network.serve(STORE, List.of(rgw.port()));
            network.serve(POSTGRES, List.of(postgres.port()));
            List<List<String>> jvm = new ArrayList<>();
            for (int i = 0; i < BROKERS; i++) {
                network.serve(TestCluster.name(i), List.of(brokerPorts.get(i), controllerPorts.get(i)));
                jvm.add(network.jvm(TestCluster.name(i)));
            }
            cluster = opened(TestCluster.start(
                    Files.createDirectory(directory.resolve("kafka")),
                    BROKERS,
                    SETTINGS,
                    new TestCluster.Wiring(brokerPorts, controllerPorts, jvm)));
            makeTopics(TOPIC, LOGS, Map.of());
            for (int i = 0; i < GATEWAYS; i++) {
                gateways.add(startGateway(gateway(i), TOPIC));
            }
            auditor = startAuditor();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private static List<Integer> ports() {
        return IntStream.range(0, BROKERS).mapToObj(_ -> port()).toList();
    }

    private static int port() {
        try {
            return GatewayProcess.freePort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> nodes() {
        List<String> nodes = new ArrayList<>(List.of(STORE, POSTGRES, AUDITOR, UNSAFE));
        IntStream.range(0, BROKERS).mapToObj(TestCluster::name).forEach(nodes::add);
        IntStream.range(0, GATEWAYS).mapToObj(ClusterSite::gateway).forEach(nodes::add);
        return nodes;
    }

    static String gateway(int i) {
        return "gw-" + i;
    }

    int brokerPort(int broker) {
        return brokerPorts.get(broker);
    }

    /// What the logs of a topic are in.
    static List<String> topics(String topic) {
        return List.of(topic, topic + "-content");
    }

    /// With a key for each log.
    List<VerifierKey> makeTopics(String topic, int logs, Map<String, String> other) throws Exception {
        List<VerifierKey> made = new ArrayList<>();
        for (String one : topics(topic)) {
            cluster.createTopic(one, logs, other);
            cluster.allow(PRINCIPAL, AclOperation.WRITE, one);
        }
        for (int i = 0; i < logs; i++) {
            SigningKeyFile.generate(directory.resolve(topic + "-" + i + ".pem"), Passphrase.NONE);
            made.add(key(topic, i));
        }
        keys.addAll(made);
        return made;
    }

    /// By its address: a store that is asked by a name which it does not know takes that for a bucket's.
    private String store(String from) {
        return "http://" + network.address(from, STORE) + ":" + storePort;
    }

    Member startGateway(String name, String topic, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(bucket.forWriter(store(name)));
        String brokers = IntStream.range(0, BROKERS)
                .mapToObj(i -> TestCluster.name(i) + ":" + brokerPort(i))
                .collect(Collectors.joining(","));
        arguments.addAll(List.of(
                "--chirograph.roles=gateway",
                "--chirograph.data-dir=" + directory.resolve(name).resolve("data") + "/{partition}",
                "--chirograph.log.origin=" + origin(topic) + "-{partition}",
                "--chirograph.log.signing-key=" + directory.resolve(topic) + "-{partition}.pem",
                "--chirograph.identity.gateway-keys[0].id=all",
                "--chirograph.identity.gateway-keys[0].hash=" + KeyHash.of(gatewayKey.text()),
                "--chirograph.identity.gateway-keys[0].application=campaign",
                "--chirograph.identity.gateway-keys[0].tenant=campaign",
                "--chirograph.identity.gateway-keys[0].team=campaign",
                "--chirograph.journal.type=kafka",
                "--chirograph.journal.kafka.bootstrap-servers=" + brokers,
                "--chirograph.journal.kafka.topic=" + topic,
                "--chirograph.journal.kafka.node=" + name,
                "--chirograph.journal.kafka.principal=" + PRINCIPAL,
                "--chirograph.journal.kafka.commit-timeout=6s",
                "--chirograph.journal.kafka.request-timeout=5s",
                "--chirograph.journal.grace=0s",
                "--chirograph.exporter.max-age=500ms",
                "--chirograph.exporter.max-events=500",
                "--chirograph.exporter.retry-max=1s",
                "--chirograph.exporter.drain=2m",
                "--chirograph.gateway.drain=2s"));
        arguments.addAll(List.of(GatewayProcess.provider("standin", "openai", standin.baseUrl())));
        arguments.addAll(List.of(more));
        return opened(new Member(directory, name, network.jvm(name), arguments));
    }

    private Member startAuditor() throws IOException {
        List<String> arguments = new ArrayList<>(bucket.forAuditor(store(AUDITOR)));
        arguments.addAll(List.of(
                "--chirograph.roles=auditor",
                "--chirograph.log.origin=" + origin(AUDITOR),
                "--chirograph.query.keys="
                        + keys.stream().map(VerifierKey::toString).collect(Collectors.joining(",")),
                "--chirograph.query.index.type=postgresql",
                "--chirograph.query.index.url=jdbc:postgresql://" + POSTGRES + ":" + postgres.port() + "/postgres",
                "--chirograph.query.index.username=postgres",
                "--chirograph.query.index.tls=disable",
                "--chirograph.query.poll=500ms",
                "--chirograph.query.share=1"));
        return opened(new Member(directory, AUDITOR, network.jvm(AUDITOR), arguments));
    }

    private static String origin(String name) {
        return "cluster.example/" + name;
    }

    private VerifierKey key(String topic, int log) throws IOException {
        return SigningKeyFile.load(
                        directory.resolve(topic + "-" + log + ".pem"), origin(topic) + "-" + log, Passphrase.NONE)
                .verifierKey();
    }

    CallerProcess callers(String name, int callers, Member gateway, long seed) throws IOException {
        int port = gateway.process().port();
        return CallerProcess.start(directory, name, callers, port, gatewayKey.text(), seed);
    }

    /// The trail of a log, read with the auditors' rights.
    SealedTrail trail(VerifierKey key) {
        return new SealedTrail(bucket.asAuditor(), key);
    }

    /// The keys of all logs.
    List<VerifierKey> keys() {
        return List.copyOf(keys);
    }

    /// What `./chirograph verify --payloads` says of all logs.
    Commands.Result verify() throws IOException {
        return bucket.verify(directory, keys);
    }

    @Override
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.push(one);
        return one;
    }
}
