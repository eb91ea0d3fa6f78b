package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalLockedException;
import io.chirograph.support.concurrent.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/// This process's right to write one partition's log: its membership in the topic's consumer group.
///
/// - Kafka's group coordinator gives each partition to one member. One that has none waits, or is refused; one with the
///   same node's name takes over at once, and the first ends.
/// - The partition that was given first is the claim's for good. When another member has it the claim is lost for good.
/// - Each two seconds the holder commits how far its log is archived, which the coordinator takes from a member alone:
///   that proves the claim, and tells everybody the lag.
/// - It is no fence: what a paused process had sent may come late, which the offsets show.
///
/// Safe for many threads.
public final class Claim implements AutoCloseable {
    /// No partition in particular.
    static final int ANY = -1;

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration PROVE = Duration.ofSeconds(2);

    /// Shorter than the session of a member, which begins anew at each proof.
    private static final Duration PROVEN = Duration.ofSeconds(5);

    /// Longer than the session of a member that died under another name.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final CountDownLatch first = new CountDownLatch(1);
    private final Worker worker;
    private volatile int partition = ANY;
    private volatile boolean isHeld;
    private volatile boolean isEverProven;
    private volatile long provenNanos;
    private volatile long archived = -1;
    private volatile boolean isFenced;
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

    /// Joins the group; waits for nothing.
    /// @param wanted the partition, [#ANY] for any; null where the topic has one
    static Claim join(KafkaClients clients, String topic, String node, @Nullable Integer wanted) throws IOException {
        try {
            return new Claim(clients.member(group(topic), node, wanted), topic);
        } catch (KafkaException e) {
            throw new IOException("no consumer can be made: " + e.getMessage(), e);
        }
    }

    /// @throws JournalLockedException another process has it
    static Claim take(KafkaClients clients, String topic, String node, @Nullable Integer wanted) throws IOException {
        Claim claim = join(clients, topic, node, wanted);
        boolean isTaken = false;
        try {
            isTaken = claim.within(PATIENCE);
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
                                    + "each gateway needs a topic of its own, or a partition"
                            : why));
        }
        return claim;
    }

    /// Waits for the claim; answers whether it is there.
    boolean within(Duration most) {
        try {
            return first.await(most.toMillis(), TimeUnit.MILLISECONDS) && isHeld;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void hold(Worker.Stop stop) {
        try (consumer) {
            consumer.subscribe(List.of(topic), new Held());
            while (!stop.isAsked() && lost == null) {
                poll();
            }
            isHeld = false;
            first.countDown();
            consumer.close(CloseOptions.timeout(CLOSE)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
            while (!stop.isAsked() && !within(stop)) {
                // a claim that is lost stays so until the stop
            }
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
            if (isHeld && (!isEverProven || provenFor().compareTo(PROVE) >= 0)) {
                prove();
            }
        } catch (FencedInstanceIdException e) {
            isFenced = true;
            lost = "a process with the same chirograph.journal.kafka.node has taken it over";
        } catch (KafkaException e) {
            lost = "the group " + group(topic) + " refuses it: " + e.getMessage();
        }
    }

    /// What fails for now is tried again at the next poll, which also tells whether the membership is over.
    private void prove() {
        var held = new TopicPartition(topic, partition);
        long asked = System.nanoTime();
        try {
            if (archived < 0) {
                OffsetAndMetadata before =
                        consumer.committed(Set.of(held), CLOSE).get(held);
                archived = Math.max(archived, before == null ? 0 : before.offset());
            }
            consumer.commitSync(Map.of(held, new OffsetAndMetadata(archived)), CLOSE);
        } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
            return;
        }
        provenNanos = asked;
        isEverProven = true;
        first.countDown();
    }

    private final class Held implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            int given = partitions.stream()
                    .mapToInt(TopicPartition::partition)
                    .min()
                    .orElse(ANY);
            if (given >= 0 && (partition == ANY || partition == given)) {
                consumer.pause(partitions); // the membership is all that is wanted
                partition = given;
                isEverProven = false;
                isHeld = true;
            } else if (partition >= 0 && !isHeld) {
                lost = "this process was not heard of in time, and another has partition " + partition + " by now";
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

    /// Whether the coordinator has confirmed it so lately that nobody else can have been given it since.
    boolean isProven() {
        return isHeld && isEverProven && provenFor().compareTo(PROVEN) < 0;
    }

    /// Time since the coordinator last confirmed it, or since the first of all times for never.
    Duration provenFor() {
        return Duration.ofNanos(System.nanoTime() - provenNanos);
    }

    /// Says that everything below `sequence` is archived.
    void archived(long sequence) {
        archived = sequence;
    }

    /// The partition that it is for; [#ANY] while it was never held.
    public int partition() {
        return partition;
    }

    /// Whether a process of the same name has it: one that starts again would only take it back.
    boolean isFenced() {
        return isFenced;
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
