package io.chirograph.journal.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/// Brokers, each with a controller, as processes of their own; they can be killed and stopped.
public final class TestCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(300);

    private final Path directory;
    private final List<Integer> ports;
    private final List<Integer> controllers;
    private final List<Process> brokers = new ArrayList<>();
    private final Map<String, String> more;
    private final @Nullable Wiring wiring;

    /// How brokers find each other, and are found, other than by 127.0.0.1: each by its [name][TestCluster#name] and a
    /// port, which its JVM has to know the way to. What the test itself asks goes another way.
    ///
    /// @param ports of each broker, on 127.0.0.1
    /// @param controllers ports of each controller
    /// @param jvm further arguments of each broker's JVM
    public record Wiring(List<Integer> ports, List<Integer> controllers, List<List<String>> jvm) {}

    private TestCluster(Path directory, int size, Map<String, String> more, @Nullable Wiring wiring)
            throws IOException {
        this.directory = directory;
        this.more = more;
        this.wiring = wiring;
        this.ports = freePorts(size);
        this.controllers = wiring == null ? freePorts(size) : wiring.controllers();
    }

    /// What a broker is called where brokers are wired.
    public static String name(int broker) {
        return "broker-" + broker;
    }

    /// Brokers 0 to `size` - 1, each in a rack of its own; on return all of them serve.
    /// @param more settings of each broker
    public static TestCluster start(Path directory, int size, Map<String, String> more) throws Exception {
        return start(directory, size, more, null);
    }

    /// The same, wired.
    public static TestCluster start(Path directory, int size, Map<String, String> more, @Nullable Wiring wiring)
            throws Exception {
        var cluster = new TestCluster(directory, size, more, wiring);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        for (int i = 0; i < size; i++) {
            cluster.brokers.add(cluster.launch(i));
        }
        cluster.awaitBrokers(size);
        return cluster;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
    }

    private Process launch(int i) throws IOException {
        Path home = Files.createDirectories(directory.resolve("broker-" + i));
        Path settings = home.resolve("server.properties");
        String replicas = Integer.toString(Math.min(3, ports.size()));
        Map<String, String> all = new HashMap<>(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(i)),
                Map.entry("broker.rack", "rack-" + i),
                Map.entry(
                        "controller.quorum.voters",
                        IntStream.range(0, controllers.size())
                                .mapToObj(n ->
                                        n + "@" + (wiring == null ? "127.0.0.1" : name(n)) + ":" + controllers.get(n))
                                .collect(Collectors.joining(","))),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:" + ports.get(i) + ",CONTROLLER://127.0.0.1:" + controllers.get(i)),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports.get(i)),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", home.resolve("log").toString()),
                Map.entry("offsets.topic.replication.factor", replicas),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", replicas),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("broker.session.timeout.ms", "3000"),
                Map.entry("broker.heartbeat.interval.ms", "500"),
                Map.entry("num.network.threads", "1"),
                Map.entry("num.io.threads", "2"),
                Map.entry("log.cleaner.enable", "false")));
        if (wiring != null) {
            String linked = ":" + wiring.ports().get(i);
            all.merge("listeners", ",LINKED://127.0.0.1" + linked, String::concat);
            all.merge("advertised.listeners", ",LINKED://" + name(i) + linked, String::concat);
            all.merge("listener.security.protocol.map", ",LINKED:PLAINTEXT", String::concat);
            all.put("inter.broker.listener.name", "LINKED");
        }
        all.putAll(more);
        Files.write(
                settings,
                all.entrySet().stream()
                        .map(one -> one.getKey() + "=" + one.getValue())
                        .toList());
        Path logging = home.resolve("logback.xml");
        Files.writeString(
                logging,
                "<configuration><appender name=\"o\" class=\"ch.qos.logback.core.ConsoleAppender\"><encoder><pattern>"
                        + "%d %-5level %logger{20} %msg%n</pattern></encoder></appender>"
                        + "<root level=\"warn\"><appender-ref ref=\"o\"/></root></configuration>");
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(jar -> !jar.contains("log4j-to-slf4j"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logging));
        if (wiring != null) {
            command.addAll(wiring.jvm().get(i));
        }
        command.addAll(List.of("-cp", path, BrokerProcess.class.getName(), settings.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(home.resolve("out").toFile()))
                .start();
    }

    public String servers() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    public Admin admin() {
        return Admin.create(
                Map.of("bootstrap.servers", servers(), "request.timeout.ms", 3000, "default.api.timeout.ms", 10000));
    }

    public void awaitBrokers(int count) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .ignoreExceptions()
                .until(() -> {
                    try (Admin admin = admin()) {
                        return admin.describeCluster()
                                        .nodes()
                                        .get(5, TimeUnit.SECONDS)
                                        .size()
                                >= count;
                    }
                });
    }

    /// The pair of topics of one log as docs/cluster.md says to make them, with other settings where given.
    public void createTopics(String topic, Map<String, String> other) throws Exception {
        createTopic(topic, 1, other);
        createTopic(topic + "-content", 1, other);
    }

    public void createTopic(String topic, int partitions, Map<String, String> other) throws Exception {
        Map<String, String> settings = new HashMap<>(settings(Math.min(2, ports.size())));
        settings.putAll(other);
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(
                                    topic, Optional.of(partitions), Optional.of((short) Math.min(3, ports.size())))
                            .configs(settings)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            // each broker learns of it in its own time
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get(5, TimeUnit.SECONDS)
                            .containsKey(topic));
        }
    }

    private static Map<String, String> settings(int inSync) {
        return Map.of(
                "cleanup.policy", "delete",
                "retention.ms", "-1",
                "retention.bytes", "-1",
                "max.message.bytes", "2097152",
                "min.insync.replicas", Integer.toString(inSync),
                "unclean.leader.election.enable", "false");
    }

    public void deleteTopics(Collection<String> topics) throws Exception {
        try (Admin admin = admin()) {
            admin.deleteTopics(topics).all().get(20, TimeUnit.SECONDS);
        }
    }

    /// The broker that leads the only partition of `topic`.
    public int leader(String topic) throws Exception {
        try (Admin admin = admin()) {
            Map<String, TopicDescription> found =
                    admin.describeTopics(List.of(topic)).allTopicNames().get(20, TimeUnit.SECONDS);
            Node leader = Objects.requireNonNull(found.get(topic))
                    .partitions()
                    .getFirst()
                    .leader();
            return leader == null ? -1 : leader.id();
        }
    }

    /// The broker whose controller leads.
    public int controller() throws Exception {
        try (Admin admin = admin()) {
            return admin.describeMetadataQuorum()
                    .quorumInfo()
                    .get(20, TimeUnit.SECONDS)
                    .leaderId();
        }
    }

    /// How many replicas of these topics are in sync; of the partition that has the fewest.
    public int inSync(Collection<String> topics) throws Exception {
        try (Admin admin = admin()) {
            return admin.describeTopics(topics).allTopicNames().get(20, TimeUnit.SECONDS).values().stream()
                    .flatMap(found -> found.partitions().stream())
                    .mapToInt(partition -> partition.isr().size())
                    .min()
                    .orElseThrow();
        }
    }

    /// Lets `principal` do so with `topic`.
    public void allow(String principal, AclOperation operation, String topic) throws Exception {
        try (Admin admin = admin()) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                            new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    public Path logOf(int broker) {
        return directory.resolve("broker-" + broker).resolve("log");
    }

    /// kill -9.
    public void kill(int broker) throws InterruptedException {
        brokers.get(broker).destroyForcibly().waitFor();
    }

    /// Removes everything that a broker which does not run has on disk.
    public void wipe(int broker) throws IOException {
        FileSystemUtils.deleteRecursively(logOf(broker));
    }

    public List<Long> pids() {
        return brokers.stream().map(Process::pid).toList();
    }

    public boolean isAlive(int broker) {
        return brokers.get(broker).isAlive();
    }

    public void stop(int broker) throws InterruptedException {
        brokers.get(broker).destroy();
        if (!brokers.get(broker).waitFor(30, TimeUnit.SECONDS)) {
            kill(broker);
        }
    }

    public void start(int broker) throws IOException {
        brokers.set(broker, launch(broker));
    }

    /// SIGSTOP, or SIGCONT.
    public void pause(int broker, boolean isPaused) throws IOException, InterruptedException {
        signal(brokers.get(broker).pid(), isPaused ? "STOP" : "CONT");
    }

    public static void signal(long pid, String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + signal + " " + pid + " answered " + code);
        }
    }

    @Override
    public void close() {
        brokers.forEach(Process::destroyForcibly);
        brokers.forEach(broker -> {
            try {
                broker.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException(e));
            }
        });
    }
}
