package io.chirograph.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.Records;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Several processes on one topic: each has one log, and those that get none wait.
class PartitionsTest {
    private static KafkaProperties settings(String topic, String node, @Nullable Integer partition) {
        String servers = SharedBroker.cluster().servers();
        return SharedBroker.settings(servers, topic, node, partition, Duration.ofSeconds(10));
    }

    private static Claim await(String topic, String node, Map<Integer, String> holders) throws IOException {
        return KafkaJournal.await(settings(topic, node, null), "development", now -> {
            holders.clear();
            holders.putAll(now);
        });
    }

    @Test
    void eachProcessHasOneAndASpareTakesOverWhatIsFree() throws Exception {
        String topic = SharedBroker.topic(2);
        Claim one = await(topic, "gw-1", new HashMap<>());
        Claim two = await(topic, "gw-2", new HashMap<>());
        assertThat(List.of(one.partition(), two.partition())).containsExactlyInAnyOrder(0, 1);
        Map<Integer, String> holders = new ConcurrentHashMap<>();
        CompletableFuture<Claim> spare = CompletableFuture.supplyAsync(() -> {
            try {
                return await(topic, "gw-3", holders);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(holders).isEqualTo(Map.of(one.partition(), "gw-1", two.partition(), "gw-2")));
        UUID call = new UUID(7, 7);
        try (var second = SharedBroker.open(topic, "gw-2", two.partition(), two)) {
            second.append(Records.plain("of the other log"));
            try (var first = SharedBroker.open(topic, "gw-1", one.partition(), one)) {
                assertThat(first.append(Records.opens(call, "zero"))).isZero();
                first.append(Records.plain("one"));
                first.confirm(1);
                Awaitility.await()
                        .untilAsserted(() -> assertThat(status(topic, one.partition()))
                                .satisfies(log -> assertThat(log.archived()).isEqualTo(1))
                                .satisfies(log -> assertThat(log.lag()).isEqualTo(1))
                                .satisfies(log -> assertThat(log.holder()).isEqualTo("gw-1")));
                assertThat(ClusterStatus.of(settings(topic, "anybody", null)).spares())
                        .containsExactly("gw-3");
                assertThat(spare).isNotDone();
            }
            Claim third = spare.get();
            assertThat(third.partition()).isEqualTo(one.partition());
            try (var after = SharedBroker.open(topic, "gw-3", third.partition(), third)) {
                assertThat(after.recovery().openKeys()).containsOnlyKeys(call);
                assertThat(after.append(Records.closes(call, "two"))).isEqualTo(2);
                assertThat(after.isHeld()).isTrue();
            }
            assertThat(second.isHeld()).isTrue();
            assertThat(second.append(Records.plain("still"))).isEqualTo(1);
        }
        ClusterStatus left = ClusterStatus.of(settings(topic, "anybody", null));
        assertThat(left.problems(Instant.now(), Duration.ofDays(30)))
                .contains("partition 0 has no holder", "partition 1 has no holder");
    }

    private static ClusterStatus.Partition status(String topic, int partition) throws IOException {
        return ClusterStatus.of(settings(topic, "anybody", null)).partitions().get(partition);
    }

    @Test
    void aPartitionThatIsAskedForByNumberIsTheOnlyOneThatWillDo() throws Exception {
        String topic = SharedBroker.topic(2);
        try (var journal = SharedBroker.open(topic, "gw-1", 1, null)) {
            journal.append(Records.plain("one"));
            assertThat(status(topic, 1).next()).isEqualTo(1);
            assertThat(status(topic, 0).next()).isZero();
            assertThatThrownBy(() -> SharedBroker.open(topic, "gw-2", 1, null))
                    .hasMessageContaining("another process writes to it");
        }
        assertThatThrownBy(() -> SharedBroker.open(topic, "gw-1", 2, null))
                .hasMessageContaining("must have the partition 2");
        assertThatThrownBy(() -> SharedBroker.open(topic))
                .hasMessageContaining("must have 1 partition, has 2; with several, chirograph.log.origin needs");
    }

    @Test
    void aProcessOfTheSameNameGetsThePartitionOfTheFirst() throws Exception {
        String topic = SharedBroker.topic(2);
        Claim one = await(topic, "gw-1", new HashMap<>());
        try (var first = SharedBroker.open(topic, "gw-1", one.partition(), one)) {
            first.append(Records.plain("zero"));
            Claim again = await(topic, "gw-1", new HashMap<>());
            assertThat(again.partition()).isEqualTo(one.partition());
            try (var second = SharedBroker.open(topic, "gw-1", again.partition(), again)) {
                second.append(Records.plain("one"));
                Awaitility.await()
                        .untilAsserted(
                                () -> assertThat(first.status().failure()).contains("has taken it over"));
                assertThatThrownBy(() -> first.append(Records.plain("two"))).isInstanceOf(JournalFailedException.class);
                assertThat(first.isHeld()).isFalse();
            }
        }
    }

    private static Subscription member(int generation, int... held) {
        List<TopicPartition> owned = new ArrayList<>();
        for (int one : held) {
            owned.add(new TopicPartition("t", one));
        }
        var assignor = new OnePartitionEach();
        return new Subscription(
                List.of("t"), assignor.subscriptionUserData(Set.of("t")), owned, generation, Optional.empty());
    }

    private static Map<String, List<TopicPartition>> assigned(int partitions, Map<String, Subscription> members) {
        List<PartitionInfo> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new PartitionInfo("t", i, Node.noNode(), new Node[0], new Node[0]));
        }
        var cluster = new Cluster("c", List.of(), all, Set.of(), Set.of());
        Map<String, List<TopicPartition>> found = new HashMap<>();
        new OnePartitionEach()
                .assign(cluster, new GroupSubscription(members))
                .groupAssignment()
                .forEach((id, one) -> found.put(id, one.partitions()));
        return found;
    }

    @Test
    void nothingThatIsHeldIsTakenAwayAndWhoWasThereGetsTheFreeOneBeforeWhoWaits() {
        var zero = new TopicPartition("t", 0);
        var one = new TopicPartition("t", 1);
        assertThat(assigned(2, Map.of("a", member(3), "b", member(3, 1), "c", member(-1))))
                .isEqualTo(Map.of("a", List.of(), "b", List.of(one), "c", List.of(zero)));
        assertThat(assigned(2, Map.of("a", member(2, 1), "b", member(3, 1))))
                .isEqualTo(Map.of("a", List.of(zero), "b", List.of(one)));
        assertThat(assigned(1, Map.of("a", member(3), "b", member(3), "c", member(3, 0))))
                .isEqualTo(Map.of("a", List.of(), "b", List.of(), "c", List.of(zero)));
        assertThat(assigned(3, Map.of("a", member(3, 0, 2)))).isEqualTo(Map.of("a", List.of(zero)));
    }
}
