package io.chirograph.journal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A record's headers and value, as written and with altered bytes.
class RecordCodecTest {
    private static final TopicPartition LOG = new TopicPartition("t", 3);
    private static final UUID CALL = new UUID(1, 2);
    private static final int FRAME = 3;

    private static ProducerRecord<byte[], byte[]> written() {
        var name = new RecordCodec.Name((byte) 1, "prompts", new byte[] {5, 6}, 70, 2, 90_000, new byte[32]);
        return RecordCodec.encode(LOG, "gw-1", Records.opens(CALL, "text"), List.of(name), 0, 2);
    }

    private static ConsumerRecord<byte[], byte[]> read(List<Header> headers, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                LOG.topic(),
                LOG.partition(),
                17,
                0,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                null,
                value,
                new RecordHeaders(headers),
                Optional.of(4));
    }

    private static List<Header> copy(ProducerRecord<byte[], byte[]> of) {
        List<Header> all = new ArrayList<>();
        of.headers()
                .forEach(one -> all.add(new RecordHeader(one.key(), one.value().clone())));
        return all;
    }

    @Test
    void whatIsWrittenIsReadWithWhatOthersAddedOnTheWay() throws Exception {
        var written = written();
        List<Header> headers = copy(written);
        headers.addFirst(new RecordHeader("traceparent", new byte[] {1}));
        RecordCodec.Decoded found = RecordCodec.decode(read(headers, written.value()));
        assertThat(written.partition()).isEqualTo(3);
        assertThat(found.node()).isEqualTo("gw-1");
        assertThat(found.count()).isEqualTo(2);
        assertThat(found.stored().sequence()).isEqualTo(17);
        assertThat(found.stored().epoch()).isEqualTo(4);
        assertThat(found.stored().entry().key()).isEqualTo(CALL);
        assertThat(Records.text(found.stored())).isEqualTo("text");
        assertThat(found.stored().content())
                .singleElement()
                .satisfies(one -> assertThat(one.length()).isEqualTo(90_000));
    }

    @Test
    void noAlteredBitIsTakenForARecord() {
        var written = written();
        int tried = 0;
        for (int at = 0; at < copy(written).size(); at++) {
            for (int i = 0; i < copy(written).get(at).value().length; i++) {
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    List<Header> headers = copy(written);
                    headers.get(at).value()[i] ^= (byte) (1 << bit);
                    assertThatThrownBy(() -> RecordCodec.decode(read(headers, written.value())))
                            .as("bit %d of byte %d of header %d", bit, i, at)
                            .isInstanceOf(JournalCorruptException.class)
                            .hasMessageContaining("offset 17 of topic t");
                    tried++;
                }
            }
        }
        for (int i = 0; i < written.value().length; i++) {
            byte[] value = written.value().clone();
            value[i] ^= 1;
            assertThatThrownBy(() -> RecordCodec.decode(read(copy(written), value)))
                    .hasMessageContaining("its checksum does not hold");
        }
        assertThat(tried).isGreaterThan(500);
    }

    @Test
    void aHeaderThatIsMissingTwiceThereOrInAnotherOrderIsRefused() {
        var written = written();
        for (int at = 0; at < copy(written).size(); at++) {
            List<Header> without = copy(written);
            Header one = without.remove(at);
            assertThatThrownBy(() -> RecordCodec.decode(read(without, written.value())))
                    .isInstanceOf(JournalCorruptException.class);
            List<Header> twice = copy(written);
            twice.add(one);
            assertThatThrownBy(() -> RecordCodec.decode(read(twice, written.value())))
                    .isInstanceOf(JournalCorruptException.class);
        }
    }

    @Test
    void aNewerFormatIsLeftAloneAndNamed() {
        var written = written();
        List<Header> headers = copy(written);
        Header frame = headers.stream()
                .filter(one -> one.key().equals("chirograph"))
                .findFirst()
                .orElseThrow();
        assertThat(headers.indexOf(frame)).isGreaterThanOrEqualTo(FRAME);
        frame.value()[0] = 2;
        assertThatThrownBy(() -> RecordCodec.decode(read(headers, null)))
                .isInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("written by a newer version of this program, in format 2; this one knows 1");
        frame.value()[0] = 0;
        assertThatThrownBy(() -> RecordCodec.decode(read(headers, written.value())))
                .hasMessageContaining("holds no record of this journal");
    }
}
