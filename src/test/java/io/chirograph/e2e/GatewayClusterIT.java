package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.configured.Archives;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.journal.kafka.SharedCluster;
import io.chirograph.journal.kafka.TestCluster;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Two packaged gateways and a spare on a topic of two partitions: one is killed, one is paused and comes late. What
/// callers saw is held against what is sealed.
@ResourceLock("three brokers")
class GatewayClusterIT {
    private static final String LATE = "somebody else wrote to it";
    /// Of each run its own, for the cluster keeps them.
    private final String topic = "gateways-" + System.nanoTime();
    private static final String ORIGIN = "example.com/chirograph/gw-";
    private static final long REST_NANOS = 50_000_000;

    @TempDir
    Path directory;

    private final Set<String> finished = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean over = new AtomicBoolean();

    /// A gateway with a disk of its own.
    private final class Node implements AutoCloseable {
        private final String name;
        private final GatewayProcess process;

        Node(String name) throws IOException {
            this.name = name;
            Path home = Files.createDirectories(directory.resolve(name));
            this.process = GatewayProcess.launch(
                    home,
                    GatewayProcess.freePort(),
                    GatewayProcess.freePort(),
                    "--chirograph.data-dir=" + home.resolve("data") + "/{partition}",
                    "--chirograph.log.origin=" + ORIGIN + "{partition}",
                    "--chirograph.log.signing-key=" + directory + "/{partition}.pem",
                    "--chirograph.archive.directory=" + directory.resolve("archive"),
                    "--chirograph.journal.type=kafka",
                    "--chirograph.journal.kafka.bootstrap-servers="
                            + SharedCluster.cluster().servers(),
                    "--chirograph.journal.kafka.topic=" + topic,
                    "--chirograph.journal.kafka.node=" + name,
                    "--chirograph.journal.kafka.principal=" + SharedCluster.PRINCIPAL,
                    "--chirograph.journal.kafka.commit-timeout=6s",
                    "--chirograph.exporter.max-age=200ms");
        }

        String key() throws IOException {
            try (Stream<Path> partitions = Files.list(process.dataDir())) {
                Path newest = partitions
                        .map(one -> one.resolve("dev/gateway-key"))
                        .filter(Files::exists)
                        .max((a, b) -> Long.compare(
                                a.toFile().lastModified(), b.toFile().lastModified()))
                        .orElseThrow(() -> new IOException(name + " has no partition yet"));
                return Files.readString(newest).strip();
            }
        }

        String health(String probe, int status) throws IOException {
            var connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + process.opsPort() + "/actuator/health" + probe)
                            .toURL()
                            .openConnection();
            connection.setReadTimeout(5_000);
            assertThat(connection.getResponseCode()).isEqualTo(status);
            try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        /// Calls until all is over; whoever does not serve is asked again in a while.
        void callAgainAndAgain() {
            while (!over.get()) {
                try {
                    if (!isWhole()) {
                        LockSupport.parkNanos(REST_NANOS);
                    }
                } catch (IOException gone) {
                    LockSupport.parkNanos(REST_NANOS);
                }
            }
        }

        boolean isWhole() throws IOException {
            Http.Answer answer = new Http(process.port(), key())
                    .post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
            return answer.status() == 200 && answer.clean() && finished.add(answer.callId());
        }

        void signal(String signal) throws Exception {
            assertThat(new ProcessBuilder(
                                    "kill",
                                    "-" + signal,
                                    Long.toString(process.process().pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    @Test
    void aSpareTakesOverFromOneThatIsKilledAndFromOneThatIsPaused() throws Exception {
        TestCluster cluster = SharedCluster.cluster();
        for (String name : List.of(topic, topic + "-content")) {
            cluster.createTopic(name, 2, Map.of());
            SharedCluster.allow(SharedCluster.PRINCIPAL, AclOperation.WRITE, name);
        }
        for (int i = 0; i < 2; i++) {
            SigningKeyFile.generate(directory.resolve(i + ".pem"), Passphrase.NONE);
        }
        try (var one = new Node("gw-1");
                var two = new Node("gw-2");
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            one.process.awaitReady();
            two.process.awaitReady();
            try (var spare = new Node("gw-3")) {
                soon("the third waits")
                        .untilAsserted(() ->
                                assertThat(spare.health("/readiness", 503)).contains("waiting", "gw-1", "gw-2"));
                assertThat(spare.health("/liveness", 200)).contains("UP");
                for (Node node : List.of(one, two, spare)) {
                    callers.execute(node::callAgainAndAgain);
                    callers.execute(node::callAgainAndAgain);
                }
                awaitMore(50);
                one.process.kill();
                spare.process.awaitReady();
                awaitMore(50);
                try (var again = new Node("gw-1")) {
                    callers.execute(again::callAgainAndAgain);
                    soon("who was killed waits")
                            .untilAsserted(() ->
                                    assertThat(again.health("/readiness", 503)).contains("waiting", "gw-2", "gw-3"));
                    two.signal("STOP");
                    again.process.awaitReady();
                    awaitMore(20);
                    two.signal("CONT");
                    soon("the late one has found it")
                            .untilAsserted(() ->
                                    assertThat(two.health("/liveness", 503)).contains("DOWN"));
                    String found = two.health("", 503);
                    assertThat(found).containsAnyOf("another has partition", LATE);
                    assertThat(two.isWhole()).isFalse();
                    try (Node holder = found.contains(LATE) ? revived(again) : again) {
                        if (holder != again) {
                            callers.execute(holder::callAgainAndAgain);
                        }
                        awaitMore(20);
                        assertStatus(holder);
                        over.set(true);
                        callers.shutdown();
                        assertThat(callers.awaitTermination(1, TimeUnit.MINUTES))
                                .isTrue();
                        assertThat(holder.process.stop()).isEqualTo(143);
                        assertThat(spare.process.stop()).isEqualTo(143);
                    }
                }
            } finally {
                over.set(true);
            }
        }
        compare();
    }

    /// The paused one's record came late, so that the holder's next one is misplaced: its journal closes, and whoever
    /// watches liveness starts it again.
    private Node revived(Node holder) throws Exception {
        soon("the holder has found the late record")
                .untilAsserted(() -> assertThat(holder.health("/liveness", 503)).contains("DOWN"));
        holder.close();
        Node again = new Node(holder.name);
        again.process.awaitReady();
        return again;
    }

    private void assertStatus(Node of) throws IOException {
        Commands.Result status = Commands.run(
                directory,
                Map.of(),
                "cluster",
                "status",
                "--json",
                "--chirograph.environment=production",
                "--chirograph.journal.type=kafka",
                "--chirograph.journal.kafka.bootstrap-servers="
                        + SharedCluster.cluster().servers(),
                "--chirograph.journal.kafka.principal=" + SharedCluster.PRINCIPAL,
                "--chirograph.journal.kafka.topic=" + topic);
        assertThat(status.exit()).as(of.name + ": " + status.output()).isZero();
        JsonNode json = JsonMapper.shared().readTree(status.line());
        assertThat(json.at("/partitions")
                        .valueStream()
                        .map(log -> log.at("/holder").asString("")))
                .containsExactlyInAnyOrder("gw-1", "gw-3");
        assertThat(json.at("/durability").asString("")).startsWith("replicated memory");
    }

    /// Each call that a caller saw end is in one of the logs, once and `ok`; none is open.
    private void compare() throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of("verify", directory.resolve("archive").toString()));
        Map<String, List<String>> outcomes = new HashMap<>();
        Set<String> started = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 2; i++) {
            VerifierKey key = SigningKeyFile.load(directory.resolve(i + ".pem"), ORIGIN + i, Passphrase.NONE)
                    .verifierKey();
            arguments.addAll(List.of("--key", key.encode()));
            read(LogIdentity.of(key).id(), started, outcomes);
        }
        Commands.Result verified = Commands.run(directory, Map.of(), arguments.toArray(String[]::new));
        assertThat(verified.exit()).as(verified.output()).isZero();
        assertThat(outcomes.keySet()).isEqualTo(started);
        finished.forEach(call -> assertThat(outcomes).containsEntry(call, List.of("ok")));
        System.out.println(
                "calls that callers saw end: " + finished.size() + " of " + started.size() + "\n" + verified.output());
    }

    private void read(String log, Set<String> started, Map<String, List<String>> outcomes) throws Exception {
        try (var archive = Archives.directory(directory.resolve("archive"))) {
            PublishedLog published = new PublishedLog(archive, log);
            for (SegmentName segment : published.published(null, 10_000)) {
                published.entries(segment, (position, entry) -> {
                    JsonNode event = JsonMapper.shared().readTree(entry);
                    String type = event.at("/type").asString("");
                    String call = event.at("/data/callId")
                            .asString(event.at("/subject").asString(""));
                    if (type.equals("ai.call.started")) {
                        assertThat(started.add(call)).isTrue();
                    } else if (type.equals("ai.call.completed")) {
                        outcomes.computeIfAbsent(call, unused -> new ArrayList<>())
                                .add(event.at("/data/outcome").asString(""));
                    }
                });
            }
        }
    }

    private void awaitMore(int more) {
        int before = finished.size();
        soon(more + " more calls").until(() -> finished.size() >= before + more);
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(90)).ignoreExceptions();
    }
}
