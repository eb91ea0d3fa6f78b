package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.Records;
import io.chirograph.journal.internal.CommitObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/// One broker for all tests of this JVM, each with topics of its own.
public final class SharedBroker {
    private static final AtomicInteger TOPICS = new AtomicInteger();

    private static final class Held {
        static final TestCluster CLUSTER = start();

        static TestCluster start() {
            try {
                Path directory = Files.createTempDirectory("chirograph-kafka");
                TestCluster cluster = TestCluster.start(directory, 1, Map.of());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    cluster.close();
                    try {
                        FileSystemUtils.deleteRecursively(directory);
                    } catch (IOException e) {
                        System.err.println("test broker's directory is left: " + e);
                    }
                }));
                return cluster;
            } catch (Exception e) {
                throw new IllegalStateException("no broker could be started", e);
            }
        }
    }

    private SharedBroker() {}

    public static TestCluster cluster() {
        return Held.CLUSTER;
    }

    /// A pair of topics that nobody else has.
    public static String topic() throws Exception {
        String topic = "log-" + TOPICS.incrementAndGet();
        cluster().createTopics(topic, Map.of());
        return topic;
    }

    /// A pair of topics with several partitions.
    public static String topic(int partitions) throws Exception {
        String topic = "logs-" + TOPICS.incrementAndGet();
        cluster().createTopic(topic, partitions, Map.of());
        cluster().createTopic(topic + "-content", partitions, Map.of());
        return topic;
    }

    public static KafkaProperties settings(String servers, String topic, Duration commit) {
        return settings(servers, topic, "node-1", null, commit);
    }

    public static KafkaProperties settings(
            String servers, String topic, String node, @Nullable Integer partition, Duration commit) {
        return new KafkaProperties(
                List.of(servers.split(",", -1)),
                topic,
                null,
                node,
                partition,
                null,
                commit,
                Duration.ofSeconds(10),
                true,
                Map.of(),
                null);
    }

    public static KafkaJournal open(String topic) throws IOException, JournalCorruptException {
        return open(topic, "node-1");
    }

    /// The journal of one of several partitions.
    public static KafkaJournal open(String topic, String node, int partition, @Nullable Claim held)
            throws IOException, JournalCorruptException {
        return KafkaJournal.open(
                settings(cluster().servers(), topic, node, partition, Duration.ofSeconds(10)),
                Records.limits(4096, 12),
                "development",
                held,
                CommitObserver.NONE);
    }

    public static KafkaJournal open(String topic, String node) throws IOException, JournalCorruptException {
        KafkaProperties settings = settings(cluster().servers(), topic, Duration.ofSeconds(10));
        return KafkaJournal.open(
                settings,
                Records.limits(4096, 12),
                node,
                new ConfiguredClients(settings),
                true,
                null,
                CommitObserver.NONE);
    }
}
