package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalLockedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the journal asks of the cluster beside reading and writing.
final class Cluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Admin admin;
    private final Preflight preflight;
    private final String topic;
    private final Duration timeout;

    Cluster(Admin admin, KafkaProperties settings) {
        this.admin = admin;
        this.topic = settings.requiredTopic();
        this.timeout = settings.requestTimeout();
        this.preflight =
                new Preflight(admin, settings.topics(), settings.isOneOfSeveral(), settings.principal(), timeout);
    }

    /// @param end behind the last record that all in-sync replicas have
    record Range(long begin, long end) {}

    Preflight.Report check() throws IOException {
        return preflight.run();
    }

    /// The same of a topic with however many partitions.
    Preflight.Report checkAll() throws IOException {
        return new Preflight(preflight.admin(), preflight.topics(), true, preflight.principal(), timeout).run();
    }

    Range range(TopicPartition partition) throws IOException {
        long begin = get(admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                        .partitionResult(partition))
                .offset();
        long end = get(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition))
                .offset();
        return new Range(begin, end);
    }

    void removeBelow(TopicPartition partition, long offset) throws IOException {
        long unused = get(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                        .lowWatermarks()
                        .get(partition))
                .lowWatermark();
    }

    /// Waits until `claim` is held; closes it when it cannot be.
    /// @param waiting is told who holds the partitions, as long as it is not
    Claim await(Claim claim, Consumer<Map<Integer, String>> waiting) throws IOException {
        boolean isTaken = false;
        try {
            while (!claim.within(WAIT)) {
                String lost = claim.lost();
                if (lost != null || Thread.currentThread().isInterrupted()) {
                    throw new JournalLockedException("no partition of topic " + topic + " can be claimed: "
                            + (lost == null ? "interrupted" : lost));
                }
                waiting.accept(holders());
            }
            isTaken = true;
            return claim;
        } finally {
            if (!isTaken) {
                claim.close();
            }
        }
    }

    private Map<Integer, String> holders() {
        Map<Integer, String> holders = new TreeMap<>();
        try {
            members(Claim.group(topic)).stream()
                    .filter(one -> one.partition() >= 0)
                    .forEach(one -> holders.put(one.partition(), one.node()));
        } catch (IOException e) {
            LOG.debug("nobody can tell who holds the partitions of topic {}", topic, e);
        }
        return holders;
    }

    /// A member of the group that claims a topic's partitions.
    /// @param node its name
    /// @param partition that it holds; -1 for none
    record Member(String node, String host, int partition) {}

    List<Member> members(String group) throws IOException {
        ConsumerGroupDescription found = get(
                admin.describeConsumerGroups(List.of(group)).describedGroups().get(group));
        return found.members().stream()
                .map(one -> new Member(
                        one.groupInstanceId().orElse(one.consumerId()),
                        one.host(),
                        one.assignment().topicPartitions().stream()
                                .mapToInt(TopicPartition::partition)
                                .min()
                                .orElse(Claim.ANY)))
                .sorted(Comparator.comparing(Member::node))
                .toList();
    }

    /// How far each partition of `topic` was archived, as those who hold it said last.
    Map<Integer, Long> archived(String group, String topic) throws IOException {
        Map<Integer, Long> found = new TreeMap<>();
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (partition.topic().equals(topic) && offset != null) {
                        found.put(partition.partition(), offset.offset());
                    }
                });
        return found;
    }

    private <T> T get(@Nullable KafkaFuture<T> future) throws IOException {
        try {
            return Objects.requireNonNull(future).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("Kafka refused: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("Kafka did not answer within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Kafka was asked", e);
        }
    }

    @Override
    public void close() {
        admin.close(CLOSE);
    }
}
