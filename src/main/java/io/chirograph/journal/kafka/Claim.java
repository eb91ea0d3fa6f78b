package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalLockedException;
import io.chirograph.support.concurrent.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.jspecify.annotations.Nullable;

/// This process's right to write a log's topic: its membership in the topic's consumer group.
///
/// Kafka's group coordinator gives the only partition to one member. A second process is refused while the first lives;
/// one with the same node's name takes over at once, and the first ends. A claim is no fence: what a paused process had
/// sent may come late, which the offsets show. Safe for many threads.
final class Claim implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    /// Longer than the session of a member that died under another name.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final CountDownLatch first = new CountDownLatch(1);
    private final Worker worker;
    private volatile boolean isHeld;
    private volatile @Nullable String lost;

    @SuppressWarnings("ThreadStartInConstructor") // last act of a final class
    private Claim(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
        this.worker = Worker.start("journal-claim", Worker.Serves.CALLS, this::hold);
    }

    static String group(String topic) {
        return "chirograph-" + topic;
    }

    /// @throws JournalLockedException another process has it
    static Claim take(KafkaClients clients, String topic, String node) throws IOException {
        return take(clients, topic, node, PATIENCE);
    }

    static Claim take(KafkaClients clients, String topic, String node, Duration patience) throws IOException {
        Claim claim;
        try {
            claim = new Claim(clients.member(group(topic), node), topic);
        } catch (KafkaException e) {
            throw new IOException("no consumer can be made: " + e.getMessage(), e);
        }
        boolean isTaken = false;
        try {
            isTaken = claim.first.await(patience.toMillis(), TimeUnit.MILLISECONDS) && claim.isHeld;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!isTaken) {
                claim.close();
            }
        }
        if (!isTaken) {
            String why = claim.lost;
            throw new JournalLockedException("topic " + topic + " cannot be claimed by node " + node + ": "
                    + (why == null
                            ? "another process writes to it, or the group " + group(topic) + " has no coordinator; "
                                    + "each gateway needs a topic of its own"
                            : why));
        }
        return claim;
    }

    private void hold(Worker.Stop stop) {
        try (consumer) {
            consumer.subscribe(List.of(topic), new Held());
            while (!stop.isAsked() && lost == null) {
                poll();
            }
            isHeld = false;
            first.countDown();
            while (!stop.isAsked() && !within(stop)) {
                // a claim that is lost stays so until the stop
            }
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }

    private static boolean within(Worker.Stop stop) {
        try {
            return stop.within(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void poll() {
        try {
            consumer.poll(POLL);
        } catch (FencedInstanceIdException e) {
            lost = "a process with the same chirograph.journal.kafka.node has taken it over";
        } catch (KafkaException e) {
            lost = "the group " + group(topic) + " refuses it: " + e.getMessage();
        }
    }

    private final class Held implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                consumer.pause(partitions); // the membership is all that is wanted
                isHeld = true;
                first.countDown();
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                isHeld = false;
            }
        }
    }

    boolean isHeld() {
        return isHeld;
    }

    /// Why it will not come back; null while it is held, or may be again.
    @Nullable
    String lost() {
        return lost;
    }

    @Override
    public void close() {
        worker.stop();
        worker.wake();
        isHeld = false;
        boolean unused = worker.stop(POLL.plus(CLOSE).multipliedBy(2));
    }
}
