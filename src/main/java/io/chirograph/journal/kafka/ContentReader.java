package io.chirograph.journal.kafka;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import io.chirograph.support.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Gives out content by the pieces in its topic. Some megabytes of what was read stay in memory, since the content of
/// records that follow each other lies together. Safe for many threads.
final class ContentReader {
    private static final int KEPT = 8 << 20;
    private static final int AT_ONCE = 1 << 20;

    private final TopicReader topic;
    private final LongSupplier end;
    private final NavigableMap<Long, ConsumerRecord<byte[], byte[]>> kept = new TreeMap<>();
    private long bytes;

    /// @param end behind the last offset that is durable
    ContentReader(TopicReader topic, LongSupplier end) {
        this.topic = topic;
        this.end = end;
    }

    InputStream open(StoredRecord of, StoredContent content) {
        return new Stream(of, content);
    }

    private synchronized ConsumerRecord<byte[], byte[]> at(long offset) throws IOException, JournalCorruptException {
        ConsumerRecord<byte[], byte[]> found = kept.get(offset);
        if (found == null) {
            int[] read = new int[1];
            topic.read(offset, end.getAsLong(), record -> {
                keep(record, offset);
                read[0] += record.value() == null ? 0 : record.value().length;
                return read[0] < AT_ONCE;
            });
            found = kept.get(offset);
        }
        if (found == null) {
            throw new JournalCorruptException("content is missing at offset " + offset + ", where its topic ends");
        }
        return found;
    }

    /// What lies before `wanted` goes first, then what lies farthest behind it.
    private void keep(ConsumerRecord<byte[], byte[]> record, long wanted) {
        if (kept.put(record.offset(), record) == null) {
            bytes += size(record);
        }
        while (bytes > KEPT && kept.size() > 1) {
            var out = kept.firstKey() < wanted ? kept.pollFirstEntry() : kept.pollLastEntry();
            bytes -= size(out.getValue());
        }
    }

    private static int size(ConsumerRecord<byte[], byte[]> record) {
        return 256 + (record.value() == null ? 0 : record.value().length);
    }

    /// The pieces of one part in their order; what belongs to others in between is passed over.
    private final class Stream extends InputStream {
        private final StoredRecord of;
        private final StoredContent content;
        private final MessageDigest sha256 = Sha256.create();
        private long offset;
        private int nextIndex;
        private long left;
        private byte[] piece = {};
        private int at;

        Stream(StoredRecord of, StoredContent content) {
            this.of = of;
            this.content = content;
            this.offset = content.group();
            this.left = content.length();
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, to.length);
            if (length == 0) {
                return 0;
            }
            if (at == piece.length) {
                if (left == 0) {
                    return -1;
                }
                try {
                    next();
                } catch (JournalCorruptException e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
            int some = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, to, from, some);
            at += some;
            return some;
        }

        private void next() throws IOException, JournalCorruptException {
            while (true) {
                RecordCodec.Piece found = RecordCodec.piece(at(offset++));
                if (found.key().equals(of.entry().key()) && found.part() == content.part()) {
                    if (found.index() != nextIndex || found.bytes().length > left || found.bytes().length == 0) {
                        throw damaged("piece " + found.index() + " of " + found.bytes().length + " bytes, where piece "
                                + nextIndex + " of at most " + left + " bytes should be");
                    }
                    nextIndex++;
                    left -= found.bytes().length;
                    sha256.update(found.bytes());
                    if (left == 0 && !Arrays.equals(sha256.digest(), content.digest())) {
                        throw damaged("other bytes than the record names");
                    }
                    piece = found.bytes();
                    at = 0;
                    return;
                }
            }
        }

        private JournalCorruptException damaged(String what) {
            return new JournalCorruptException("content of part " + content.part() + " of record " + of.sequence()
                    + " has " + what + " at offset " + (offset - 1));
        }
    }
}
