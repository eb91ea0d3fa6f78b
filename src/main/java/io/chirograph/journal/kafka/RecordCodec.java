package io.chirograph.journal.kafka;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// Records and pieces of content as Kafka's records, and back; their headers are drawn in the package's description.
final class RecordCodec {
    static final UUID NO_KEY = new UUID(0, 0);
    static final int DIGEST = 32;

    private static final byte VERSION = 1;
    private static final String FRAME = "chirograph";
    private static final String KIND = "kind";
    private static final String CALL = "call";
    private static final String NODE = "node";
    private static final String CONTENT = "content";
    private static final int FRAME_BYTES = 2 + Long.BYTES + 4 * Integer.BYTES;
    private static final int PIECE_BYTES = 2 + 2 * Integer.BYTES;
    private static final int NAME_BYTES = 1 + Long.BYTES + Integer.BYTES + Long.BYTES + DIGEST + 1;
    private static final int MOST_PARTS = 128;

    private RecordCodec() {}

    /// What a record names of one part.
    /// @param first offset of the first piece in the topic of content
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Name(byte part, String retentionClass, byte[] head, long first, int pieces, long length, byte[] digest) {}

    /// A record as the topic has it.
    /// @param index place in its group, from 0
    /// @param count records of the group
    record Decoded(StoredRecord stored, String node, int index, int count) {}

    /// A piece of content as its topic has it.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Piece(UUID key, byte part, int index, byte[] bytes) {}

    static ProducerRecord<byte[], byte[]> encode(
            TopicPartition to, String node, JournalRecord entry, List<Name> names, int index, int count) {
        List<Header> headers = new ArrayList<>(4 + names.size());
        headers.add(header(KIND, entry.kind().name().toLowerCase(Locale.ROOT)));
        headers.add(header(NODE, node));
        if (!entry.key().equals(NO_KEY)) {
            headers.add(header(CALL, entry.key().toString()));
        }
        names.forEach(name -> headers.add(new RecordHeader(CONTENT, encode(name))));
        Instant time = entry.time();
        var frame = ByteBuffer.allocate(FRAME_BYTES)
                .put(VERSION)
                .put(entry.retention())
                .putLong(time.getEpochSecond())
                .putInt(time.getNano())
                .putInt(index)
                .putInt(count);
        frame.putInt(checksum(frame.array(), headers, entry.payload()));
        headers.add(new RecordHeader(FRAME, frame.array()));
        return new ProducerRecord<>(to.topic(), to.partition(), null, null, entry.payload(), headers);
    }

    private static byte[] encode(Name name) {
        byte[] text = name.retentionClass().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(NAME_BYTES + text.length + name.head().length)
                .put(name.part())
                .putLong(name.first())
                .putInt(name.pieces())
                .putLong(name.length())
                .put(name.digest())
                .put((byte) text.length)
                .put(text)
                .put(name.head())
                .array();
    }

    static ProducerRecord<byte[], byte[]> encode(TopicPartition to, String node, Piece piece) {
        List<Header> headers = new ArrayList<>(3);
        headers.add(header(CALL, piece.key().toString()));
        headers.add(header(NODE, node));
        var frame =
                ByteBuffer.allocate(PIECE_BYTES).put(VERSION).put(piece.part()).putInt(piece.index());
        frame.putInt(checksum(frame.array(), headers, piece.bytes()));
        headers.add(new RecordHeader(FRAME, frame.array()));
        return new ProducerRecord<>(to.topic(), to.partition(), null, null, piece.bytes(), headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Over the frame up to its own place at the end, all other headers of ours in their order, and the value.
    private static int checksum(byte[] frame, Iterable<Header> headers, byte[] value) {
        var crc = new CRC32C();
        crc.update(frame, 0, frame.length - Integer.BYTES);
        for (Header header : headers) {
            byte[] bytes = header.value();
            crc.update(header.key().getBytes(StandardCharsets.UTF_8));
            crc.update(bytes.length >>> 8);
            crc.update(bytes.length);
            crc.update(bytes);
        }
        crc.update(value);
        return (int) crc.getValue();
    }

    /// @throws JournalCorruptException no journal wrote it, or not as it is now
    static Decoded decode(ConsumerRecord<byte[], byte[]> from) throws JournalCorruptException {
        Parsed parsed = parse(from, FRAME_BYTES, Journal.MAX_PAYLOAD);
        ByteBuffer frame = parsed.frame;
        byte retention = frame.get();
        long seconds = frame.getLong();
        int nanos = frame.getInt();
        int index = frame.getInt();
        int count = frame.getInt();
        RecordKind kind = kind(from, parsed.kind);
        boolean holds = retention >= 0
                && nanos >= 0
                && nanos < 1_000_000_000
                && index >= 0
                && index < count
                && Math.abs(seconds) < 1L << 40;
        if (!holds) {
            throw foreign(from, "its frame says what none can say");
        }
        var entry = new JournalRecord(kind, parsed.key, retention, Instant.ofEpochSecond(seconds, nanos), parsed.value);
        int epoch = from.leaderEpoch().orElse(0);
        return new Decoded(
                new StoredRecord(from.offset(), entry, names(from, parsed), epoch), parsed.node, index, count);
    }

    /// @throws JournalCorruptException no journal wrote it, or not as it is now
    static Piece piece(ConsumerRecord<byte[], byte[]> from) throws JournalCorruptException {
        Parsed parsed = parse(from, PIECE_BYTES, Journal.MAX_INLINE);
        return new Piece(parsed.key, parsed.frame.get(), parsed.frame.getInt(), parsed.value);
    }

    /// The headers of a record that holds.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Parsed(
            ByteBuffer frame, @Nullable String kind, UUID key, String node, List<byte[]> names, byte[] value) {}

    private static Parsed parse(ConsumerRecord<byte[], byte[]> from, int frameBytes, int most)
            throws JournalCorruptException {
        Headers headers = from.headers();
        byte[] frame = single(from, FRAME);
        if (frame == null || frame.length == 0) {
            throw foreign(from, "it has no header " + FRAME);
        }
        if (frame[0] > VERSION) {
            throw new JournalCorruptException("offset " + from.offset() + " of topic " + from.topic()
                    + " was written by a newer version of this program, in format " + frame[0] + "; this one knows "
                    + VERSION + " and leaves it alone: start the newer one");
        }
        byte[] value = from.value();
        if (frame[0] != VERSION || value == null || value.length > most || from.key() != null) {
            throw foreign(
                    from,
                    value == null
                            ? "it has no value"
                            : "it is of another format, has a key, or " + value.length + " bytes");
        }
        byte[] node = single(from, NODE);
        if (frame.length != frameBytes || node == null) {
            throw foreign(from, "its frame has " + frame.length + " bytes, or no node is named");
        }
        List<Header> ours = new ArrayList<>();
        List<byte[]> names = new ArrayList<>();
        for (Header header : headers) {
            switch (header.key()) {
                case KIND, CALL, NODE -> ours.add(header);
                case CONTENT -> {
                    ours.add(header);
                    names.add(header.value());
                }
                default -> {} // whatever others add on the way
            }
        }
        if (names.size() > MOST_PARTS || ours.stream().anyMatch(header -> header.value() == null)) {
            throw foreign(from, "its headers are too many, or empty");
        }
        var read = ByteBuffer.wrap(frame);
        int stated = read.getInt(frameBytes - Integer.BYTES);
        if (checksum(frame, ours, value) != stated) {
            throw foreign(from, "its checksum does not hold");
        }
        read.position(1);
        return new Parsed(
                read, text(single(from, KIND)), key(from), new String(node, StandardCharsets.UTF_8), names, value);
    }

    private static byte @Nullable [] single(ConsumerRecord<byte[], byte[]> from, String name)
            throws JournalCorruptException {
        byte[] found = null;
        for (Header header : from.headers().headers(name)) {
            if (found != null) {
                throw foreign(from, "it has the header " + name + " twice");
            }
            found = header.value();
        }
        return found;
    }

    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    private static UUID key(ConsumerRecord<byte[], byte[]> from) throws JournalCorruptException {
        String text = text(single(from, CALL));
        if (text == null) {
            return NO_KEY;
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw foreign(from, "its call is none");
        }
    }

    private static RecordKind kind(ConsumerRecord<byte[], byte[]> from, @Nullable String name)
            throws JournalCorruptException {
        for (RecordKind kind : RecordKind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        throw foreign(from, "its kind is none");
    }

    private static List<StoredContent> names(ConsumerRecord<byte[], byte[]> from, Parsed parsed)
            throws JournalCorruptException {
        List<StoredContent> names = new ArrayList<>(parsed.names.size());
        for (byte[] header : parsed.names) {
            var read = ByteBuffer.wrap(header);
            if (header.length < NAME_BYTES) {
                throw foreign(from, "it names content in " + header.length + " bytes");
            }
            byte part = read.get();
            long first = read.getLong();
            int pieces = read.getInt();
            long length = read.getLong();
            var digest = new byte[DIGEST];
            read.get(digest);
            int nameLength = read.get();
            if (part < 0
                    || first < 0
                    || pieces < 0
                    || length < pieces
                    || nameLength < 1
                    || nameLength > read.remaining()) {
                throw foreign(from, "it names content that can be none");
            }
            var name = new byte[nameLength];
            read.get(name);
            var head = new byte[read.remaining()];
            read.get(head);
            String retentionClass = new String(name, StandardCharsets.UTF_8);
            byte[] inline = length == 0 ? new byte[0] : null;
            names.add(new StoredContent(part, retentionClass, head, length, inline, first, digest));
        }
        return names;
    }

    private static JournalCorruptException foreign(ConsumerRecord<byte[], byte[]> from, String why) {
        return new JournalCorruptException("offset " + from.offset() + " of topic " + from.topic()
                + " holds no record of this journal: " + why + "; does somebody else write there?");
    }
}
