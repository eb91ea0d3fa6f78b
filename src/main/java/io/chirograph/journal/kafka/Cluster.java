package io.chirograph.journal.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// What the journal asks of the cluster beside reading and writing.
final class Cluster implements AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Admin admin;
    private final Preflight preflight;
    private final Duration timeout;

    Cluster(Admin admin, KafkaProperties settings) {
        this.admin = admin;
        this.timeout = settings.requestTimeout();
        this.preflight = new Preflight(
                admin, List.of(settings.requiredTopic(), settings.contentTopicName()), settings.principal(), timeout);
    }

    /// @param end behind the last record that all in-sync replicas have
    record Range(long begin, long end) {}

    Preflight.Report check() throws IOException {
        return preflight.run();
    }

    Range range(String topic) throws IOException {
        var partition = new TopicPartition(topic, 0);
        long begin = get(admin.listOffsets(Map.of(partition, OffsetSpec.earliest()))
                        .partitionResult(partition))
                .offset();
        long end = get(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition))
                .offset();
        return new Range(begin, end);
    }

    void removeBelow(String topic, long offset) throws IOException {
        var partition = new TopicPartition(topic, 0);
        long unused = get(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                        .lowWatermarks()
                        .get(partition))
                .lowWatermark();
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
