package io.chirograph.journal.kafka;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.internal.CommitObserver;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// Sends groups: one batch of content, then one batch of records, each acknowledged by all in-sync replicas before the
/// next is sent. For one thread; what others may ask is volatile.
final class GroupWriter {
    private static final int PIECE = 60_000;

    private final Producer<byte[], byte[]> producer;
    private final LogTopics topics;
    private final String node;
    private final OpenCalls calls;
    private final ContentState content;
    private final CommitObserver observer;
    private volatile long nextSequence;
    private volatile long contentEnd;
    private volatile long settledContentEnd;
    private volatile long sentNanos;
    private volatile boolean isSent;

    /// Ends the writing for good.
    static final class Broken extends Exception {
        Broken(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    GroupWriter(
            Producer<byte[], byte[]> producer,
            LogTopics topics,
            String node,
            OpenCalls calls,
            ContentState content,
            CommitObserver observer,
            long nextSequence,
            long contentEnd) {
        this.producer = producer;
        this.topics = topics;
        this.node = node;
        this.calls = calls;
        this.content = content;
        this.observer = observer;
        this.nextSequence = nextSequence;
        this.contentEnd = contentEnd;
        this.settledContentEnd = contentEnd;
    }

    /// All of a part, where `length` bytes more went to offset `first`.
    static StagedContent after(StagedContent before, long first, int length) {
        return new StagedContent(
                before.pieces() == 0 ? first : before.group(),
                before.pieces() + pieces(length),
                before.length() + length);
    }

    private static int pieces(int length) {
        return (length + PIECE - 1) / PIECE;
    }

    /// Everything below is acknowledged.
    long nextSequence() {
        return nextSequence;
    }

    /// Everything below is acknowledged.
    long contentEnd() {
        return contentEnd;
    }

    /// Content below is named, staged, or never will be named.
    long settledContentEnd() {
        return settledContentEnd;
    }

    /// How long the brokers have been asked without an answer.
    Duration silence() {
        return isSent ? Duration.ofNanos(System.nanoTime() - sentNanos) : Duration.ZERO;
    }

    /// One of a group, with the offsets of its content as soon as they are known.
    private record Member(Waiting waiting, List<Sent> content) {}

    private static final class Sent {
        private final ContentState.Part part;
        private final StagedContent before;
        private final MessageDigest digest;
        private final int pieces;
        private final int length;
        private long first = -1;

        Sent(ContentState.Part part, StagedContent before, MessageDigest digest, byte[] bytes) {
            this.part = part;
            this.before = before;
            this.digest = digest;
            this.digest.update(bytes);
            this.pieces = pieces(bytes.length);
            this.length = bytes.length;
        }

        StagedContent after() {
            return GroupWriter.after(before, first, length);
        }

        /// Offset of the first piece; where there is none, one that nobody looks for.
        long begin(long end) {
            StagedContent all = after();
            return all.pieces() == 0 ? end : all.group();
        }
    }

    /// Answers everyone in `taken`; on an exception those that are not answered stay in it.
    /// @param lost answers why this process may not write any more, if so: then nobody is told that it is durable
    void commit(List<Waiting> taken, Supplier<@Nullable String> lost) throws Broken {
        List<Member> members = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> pieces = new ArrayList<>();
        List<Sent> order = new ArrayList<>();
        gather(taken, members, pieces, order);
        sentNanos = System.nanoTime();
        isSent = true;
        try {
            long place = contentEnd;
            place(order, send(pieces, place));
            contentEnd = place + pieces.size();
            List<ProducerRecord<byte[], byte[]>> records = records(members);
            long first = nextSequence;
            List<Long> unused = send(records, first);
            requireHeld(lost.get());
            apply(members, first);
            nextSequence = first + records.size();
            settledContentEnd = contentEnd;
            answer(members, first);
            taken.clear();
            if (!records.isEmpty()) {
                observer.committed(
                        records.size(),
                        members.stream().mapToInt(one -> one.waiting.bytes()).sum());
            }
        } catch (NothingSent e) {
            taken.forEach(one -> one.refuse(
                    new JournalFullException("Kafka does not answer: " + e.getMessage(), Duration.ofSeconds(1))));
            taken.clear();
        } finally {
            isSent = false;
        }
    }

    private void requireHeld(@Nullable String lost) throws Broken {
        if (lost != null) {
            throw new Broken("the claim on " + topics + " is lost: " + lost, null);
        }
    }

    /// Whoever says that something is staged which is not is answered, and is no member.
    private void gather(
            List<Waiting> taken, List<Member> members, List<ProducerRecord<byte[], byte[]>> pieces, List<Sent> order) {
        Set<ContentState.Part> touched = new HashSet<>();
        for (Waiting one : taken) {
            List<Sent> sent = new ArrayList<>();
            List<byte[]> bytes = new ArrayList<>();
            Waiting.Staging staging = one.staging();
            if (staging != null) {
                sent.add(new Sent(
                        staging.of(),
                        staging.before(),
                        content.digest(staging.of(), staging.before()),
                        staging.bytes()));
                bytes.add(staging.bytes());
            }
            for (Journal.Entry entry : one.entries()) {
                for (NamedContent named : entry.content()) {
                    var part = new ContentState.Part(entry.record().key(), named.part());
                    sent.add(new Sent(part, named.staged(), content.digest(part, named.staged()), named.rest()));
                    bytes.add(named.rest());
                }
            }
            if (holds(one, sent, touched)) {
                members.add(new Member(one, sent));
                for (int i = 0; i < sent.size(); i++) {
                    order.add(sent.get(i));
                    pieces(sent.get(i), bytes.get(i), pieces);
                }
            }
        }
    }

    private boolean holds(Waiting one, List<Sent> sent, Set<ContentState.Part> touched) {
        for (Sent part : sent) {
            ContentState.Standing standing = part.before.pieces() > 0 && !touched.add(part.part)
                    ? ContentState.Standing.OTHERWISE
                    : content.standing(part.part, part.before);
            switch (standing) {
                case HELD -> {}
                case GONE ->
                    one.refuse(new JournalFullException(
                            "content that was staged is not kept any more", Duration.ofSeconds(1)));
                case OTHERWISE ->
                    one.refuse(new IllegalArgumentException("what is staged of the content of call " + part.part.key()
                            + " is not what the caller says"));
            }
            if (standing != ContentState.Standing.HELD) {
                return false;
            }
        }
        return true;
    }

    private void pieces(Sent sent, byte[] bytes, List<ProducerRecord<byte[], byte[]>> pieces) {
        int index = sent.before.pieces();
        for (int from = 0; from < bytes.length; from += PIECE) {
            byte[] piece = from == 0 && bytes.length <= PIECE
                    ? bytes
                    : Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE));
            pieces.add(RecordCodec.encode(
                    topics.ofContent(),
                    node,
                    new RecordCodec.Piece(sent.part.key(), sent.part.part(), index++, piece)));
        }
    }

    private static void place(List<Sent> order, List<Long> offsets) {
        int at = 0;
        for (Sent one : order) {
            if (one.pieces > 0) {
                one.first = offsets.get(at);
            }
            at += one.pieces;
        }
    }

    private List<ProducerRecord<byte[], byte[]>> records(List<Member> members) {
        int count =
                members.stream().mapToInt(one -> one.waiting.entries().size()).sum();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(count);
        for (Member member : members) {
            int at = 0;
            for (Journal.Entry entry : member.waiting.entries()) {
                List<RecordCodec.Name> names = new ArrayList<>(entry.content().size());
                for (NamedContent named : entry.content()) {
                    names.add(name(named, member.content.get(at++)));
                }
                records.add(RecordCodec.encode(topics.ofRecords(), node, entry.record(), names, records.size(), count));
            }
        }
        return records;
    }

    private RecordCodec.Name name(NamedContent named, Sent sent) {
        StagedContent all = sent.after();
        return new RecordCodec.Name(
                named.part(),
                named.retentionClass(),
                named.head(),
                sent.begin(contentEnd),
                all.pieces(),
                all.length(),
                sent.digest.digest());
    }

    /// Not one record of these was handed to the producer.
    private static final class NothingSent extends Exception {
        NothingSent(KafkaException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /// Sends all as one batch, which is what a broker writes whole or not at all, and waits for its acknowledgement.
    /// @param expected the offset that the first must get
    private List<Long> send(List<ProducerRecord<byte[], byte[]>> records, long expected) throws Broken, NothingSent {
        if (records.isEmpty()) {
            return List.of();
        }
        String topic = records.getFirst().topic();
        try {
            int partitions = producer.partitionsFor(topic).size(); // all that a send might wait for
            if (partitions <= topics.partition()) {
                throw new Broken("topic " + topic + " has " + partitions + " partitions by now", null);
            }
        } catch (KafkaException e) {
            throw new NothingSent(e);
        }
        List<Long> offsets = new ArrayList<>(records.size());
        try {
            List<Future<RecordMetadata>> acknowledged = new ArrayList<>(records.size());
            for (ProducerRecord<byte[], byte[]> record : records) {
                acknowledged.add(producer.send(record));
            }
            producer.flush(); // the commit point: what was sent is on all in-sync replicas from here on
            for (Future<RecordMetadata> one : acknowledged) {
                offsets.add(one.get().offset());
            }
        } catch (ExecutionException e) {
            throw new Broken("topic " + topic + " did not take a batch: " + e.getCause(), e.getCause());
        } catch (KafkaException | IllegalStateException e) {
            throw new Broken("topic " + topic + " did not take a batch: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Broken("interrupted", e);
        }
        for (int i = 0; i < offsets.size(); i++) {
            if (offsets.get(i) != expected + i) {
                throw new Broken(misplaced(topic, offsets.get(i), expected + i), null);
            }
        }
        return offsets;
    }

    private static String misplaced(String topic, long offset, long expected) {
        return offset < expected
                ? "topic " + topic + " gave offset " + offset + " for the second time, it ended at " + expected
                        + " before: it lost acknowledged records, or was made anew"
                : "topic " + topic + " gave offset " + offset + " where " + expected
                        + " was due: somebody else wrote to it, or what an earlier process sent came late";
    }

    private void apply(List<Member> members, long first) {
        long sequence = first;
        long now = System.nanoTime();
        for (Member member : members) {
            if (member.waiting.staging() != null) {
                Sent one = member.content.getFirst();
                content.staged(one.part, one.after(), one.digest, now);
            }
            int at = 0;
            for (Journal.Entry entry : member.waiting.entries()) {
                for (NamedContent unused : entry.content()) {
                    Sent one = member.content.get(at++);
                    content.named(sequence, one.part, one.begin(contentEnd));
                }
                JournalRecord record = entry.record();
                calls.apply(record, sequence++);
                if (record.kind() == RecordKind.CLOSES) {
                    content.closed(record.key());
                }
            }
        }
    }

    private static void answer(List<Member> members, long first) {
        long sequence = first;
        for (Member member : members) {
            Waiting waiting = member.waiting;
            waiting.durable(waiting.staging() == null ? sequence : member.content.getFirst().first);
            sequence += waiting.entries().size();
        }
    }

    void close(Duration within) {
        producer.close(within);
    }
}
