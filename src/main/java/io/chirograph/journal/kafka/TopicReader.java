package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalCorruptException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InterruptException;

/// Reads one partition of a topic, each offset in its turn. Safe for many threads: each read has a consumer of its
/// own, of which some are kept.
final class TopicReader implements AutoCloseable {
    private static final int KEPT = 4;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicPartition partition;
    private final Duration patience;
    private final ArrayDeque<Consumer<byte[], byte[]>> idle = new ArrayDeque<>();
    private boolean closed;

    /// @param patience the longest wait for the next record
    TopicReader(Supplier<Consumer<byte[], byte[]>> consumers, TopicPartition partition, Duration patience) {
        this.consumers = consumers;
        this.partition = partition;
        this.patience = patience;
    }

    /// Takes one record; false ends the reading.
    @FunctionalInterface
    interface Sink {
        boolean take(ConsumerRecord<byte[], byte[]> record) throws JournalCorruptException;
    }

    /// Hands over what lies at `from` up to before `end`, as the brokers have it now; answers the offset behind the
    /// last.
    /// @throws JournalCorruptException an offset is not there
    /// @throws IOException the brokers do not answer; worth another try
    long read(long from, long end, Sink sink) throws IOException, JournalCorruptException {
        if (from >= end) {
            return from;
        }
        Consumer<byte[], byte[]> consumer = take();
        boolean isSound = false;
        try {
            consumer.unsubscribe(); // forgets what was fetched ahead before
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            long next = read(consumer, from, end, sink);
            isSound = true;
            return next;
        } catch (OffsetOutOfRangeException e) {
            throw new JournalCorruptException("topic " + partition.topic() + " does not hold offset " + from
                    + " any more, although nothing removed it from here: " + e.getMessage());
        } catch (InterruptException e) {
            throw new IOException("interrupted while " + partition + " was read", e);
        } catch (KafkaException e) {
            if (e instanceof CorruptRecordException || e.getCause() instanceof CorruptRecordException) {
                throw new JournalCorruptException(
                        "topic " + partition.topic() + " is damaged behind offset " + from + ": " + e.getMessage());
            }
            throw new IOException("topic " + partition.topic() + " cannot be read: " + e.getMessage(), e);
        } finally {
            give(consumer, isSound);
        }
    }

    private long read(Consumer<byte[], byte[]> consumer, long from, long end, Sink sink)
            throws IOException, JournalCorruptException {
        long next = from;
        long since = System.nanoTime();
        while (next < end) {
            List<ConsumerRecord<byte[], byte[]>> some = consumer.poll(POLL).records(partition);
            if (some.isEmpty()) {
                requireProgress(consumer, next, end, System.nanoTime() - since);
                continue;
            }
            for (ConsumerRecord<byte[], byte[]> record : some) {
                if (record.offset() >= end) {
                    requireDense(next, record.offset());
                    return next;
                }
                requireDense(next, record.offset());
                next++;
                if (!sink.take(record)) {
                    return next;
                }
            }
            since = System.nanoTime();
        }
        return next;
    }

    private void requireDense(long expected, long found) throws JournalCorruptException {
        if (found != expected) {
            throw new JournalCorruptException("offset " + expected + " of topic " + partition.topic()
                    + " is missing, the next is " + found
                    + ": the topic is compacted, or somebody writes to it in transactions");
        }
    }

    /// An offset that no record has is passed over in silence.
    private void requireProgress(Consumer<byte[], byte[]> consumer, long next, long end, long waited)
            throws IOException, JournalCorruptException {
        long position = consumer.position(partition, patience);
        if (position > next) {
            requireDense(next, position);
        }
        if (waited > patience.toNanos()) {
            throw new IOException("topic " + partition.topic() + " gave no record at offset " + next + " of " + end
                    + " within " + patience);
        }
    }

    private Consumer<byte[], byte[]> take() throws IOException {
        synchronized (this) {
            if (closed) {
                throw new IOException("the journal is closed");
            }
            Consumer<byte[], byte[]> kept = idle.poll();
            if (kept != null) {
                return kept;
            }
        }
        try {
            return consumers.get();
        } catch (KafkaException e) {
            throw new IOException("no consumer can be made: " + e.getMessage(), e);
        }
    }

    private void give(Consumer<byte[], byte[]> consumer, boolean isSound) {
        synchronized (this) {
            if (isSound && !closed && idle.size() < KEPT) {
                idle.add(consumer);
                return;
            }
        }
        close(consumer);
    }

    private static void close(Consumer<byte[], byte[]> consumer) {
        consumer.close(CloseOptions.timeout(CLOSE));
    }

    @Override
    public void close() {
        List<Consumer<byte[], byte[]>> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(idle);
            idle.clear();
        }
        all.forEach(TopicReader::close);
    }
}
