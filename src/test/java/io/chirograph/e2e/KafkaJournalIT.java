package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.kafka.SharedCluster;
import io.chirograph.journal.kafka.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.acl.AclOperation;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;

/// The packaged gateway with its journal on three brokers, of which one or two are killed or stopped, and itself too,
/// while callers call. What they saw is held against what is sealed.
@ResourceLock("three brokers")
class KafkaJournalIT {
    private static final String TOPIC = "gw-1";
    private static final String PRINCIPAL = SharedCluster.PRINCIPAL;
    private static final int CALLERS = 4;
    private static final long REST_NANOS = 50_000_000;

    @TempDir
    Path directory;

    private final Set<String> finished = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void nothingThatWasAcknowledgedIsLostWhicheverBrokerDies() throws Exception {
        TestCluster cluster = SharedCluster.cluster();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            cluster.createTopics(TOPIC, Map.of());
            int port = GatewayProcess.freePort();
            int ops = GatewayProcess.freePort();
            assertRefusedWithoutAcls(cluster);
            SharedCluster.allow(PRINCIPAL, AclOperation.WRITE, TOPIC);
            SharedCluster.allow(PRINCIPAL, AclOperation.WRITE, TOPIC + "-content");
            try {
                try (var gateway = launch(cluster, port, ops)) {
                    gateway.awaitReady();
                    for (int i = 0; i < CALLERS; i++) {
                        Http http = new Http(port, gateway.key());
                        callers.execute(() -> call(http));
                    }
                    awaitMore(50);
                    brokersDie(cluster);
                    assertDurabilityIsSaid(gateway);
                    gateway.kill();
                }
                try (var gateway = launch(cluster, port, ops);
                        var trail = new Trail(gateway)) {
                    gateway.awaitReady();
                    awaitMore(20);
                    over.set(true);
                    callers.shutdown();
                    assertThat(callers.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
                    compare(trail);
                    assertThat(gateway.stop()).isEqualTo(143);
                    Commands.requireVerified(directory, gateway);
                }
            } finally {
                over.set(true);
            }
        }
    }

    private GatewayProcess launch(TestCluster cluster, int port, int ops) throws IOException {
        return GatewayProcess.launch(
                directory,
                port,
                ops,
                "--chirograph.journal.type=kafka",
                "--chirograph.journal.kafka.bootstrap-servers=" + cluster.servers(),
                "--chirograph.journal.kafka.topic=" + TOPIC,
                "--chirograph.journal.kafka.node=gw-1",
                "--chirograph.journal.kafka.principal=" + PRINCIPAL,
                "--chirograph.journal.kafka.commit-timeout=6s",
                "--chirograph.journal.kafka.request-timeout=3s",
                "--chirograph.exporter.max-age=200ms",
                "--chirograph.query.poll=200ms");
    }

    private void assertRefusedWithoutAcls(TestCluster cluster) throws Exception {
        SharedCluster.allow("User:somebody", AclOperation.DELETE, TOPIC);
        try (var gateway = launch(cluster, GatewayProcess.freePort(), GatewayProcess.freePort())) {
            assertThat(gateway.process().waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(gateway.process().exitValue()).isNotZero();
            assertThat(gateway.log())
                    .contains(
                            "nobody but User:ANONYMOUS may write to or delete topic gw-1, these may: User:somebody (DELETE)")
                    .contains("an ACL must let User:ANONYMOUS write to topic gw-1-content")
                    .doesNotContain("replication factor", "eligible.leader.replicas", "rack");
        }
        SharedCluster.forbid("User:somebody", AclOperation.DELETE, TOPIC);
    }

    private void call(Http http) {
        while (!over.get()) {
            if (!isWhole(http)) {
                refused.incrementAndGet();
                LockSupport.parkNanos(REST_NANOS); // as a caller that obeys Retry-After would, in short
            }
        }
    }

    private boolean isWhole(Http http) {
        try {
            Http.Answer answer = http.post("/sandbox/v1/chat/completions", "{\"model\":\"m\",\"messages\":[]}");
            return answer.status() == 200 && answer.clean() && finished.add(answer.callId());
        } catch (IOException cut) {
            return false;
        }
    }

    private void brokersDie(TestCluster cluster) throws Exception {
        int leader = cluster.leader(TOPIC);
        int follower = (leader + 1) % 3;
        int other = (leader + 2) % 3;
        cluster.kill(follower);
        awaitMore(50);
        cluster.start(follower);
        cluster.awaitBrokers(3);
        cluster.pause(leader, true);
        awaitMore(20);
        cluster.pause(leader, false);
        awaitMore(50);
        cluster.kill(cluster.leader(TOPIC));
        awaitMore(20);
        for (int broker : List.of(leader, follower, other)) {
            if (!cluster.isAlive(broker)) {
                cluster.start(broker);
            }
        }
        cluster.awaitBrokers(3);
        awaitMore(20);
        int before = refused.get();
        cluster.kill(leader);
        cluster.kill(other);
        soon("calls are refused").until(() -> refused.get() > before + 20);
        cluster.start(leader);
        cluster.start(other);
        awaitMore(50);
    }

    private static void assertDurabilityIsSaid(GatewayProcess gateway) throws IOException {
        try (var trail = new Trail(gateway)) {
            assertThat(trail.details("journal").at("/durability").asString("")).startsWith("replicated memory");
            JsonNode started =
                    trail.get("/audit/v1/events?type=log.started&limit=10").at("/items/0");
            assertThat(started.toString()).contains("replicated memory");
        }
    }

    private void compare(Trail trail) {
        soon("all is indexed").untilAsserted(() -> {
            Map<String, String> outcomes = new HashMap<>();
            for (JsonNode call : trail.calls()) {
                assertThat(outcomes.put(
                                call.at("/callId").stringValue(),
                                call.at("/outcome").stringValue()))
                        .isNull();
            }
            assertThat(outcomes.keySet()).containsAll(finished);
            finished.forEach(id -> assertThat(outcomes).containsEntry(id, "ok"));
            assertThat(outcomes).doesNotContainValue("open");
        });
        soon("the lapse is recorded")
                .untilAsserted(() -> assertThat(trail.get("/audit/v1/events?type=recording.lapsed&limit=10")
                                .at("/items"))
                        .isNotEmpty());
        System.out.println("calls that callers saw end: " + finished.size() + ", refused or cut: " + refused);
    }

    private void awaitMore(int more) {
        int before = finished.size();
        soon(more + " more calls").until(() -> finished.size() >= before + more);
    }

    private static ConditionFactory soon(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(90)).ignoreExceptions();
    }
}
