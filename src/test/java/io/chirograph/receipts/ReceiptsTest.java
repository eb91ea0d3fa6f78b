package io.chirograph.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.verifier.receipt.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
    private static final int SIZE = 198;
    private final Ed25519Signer log = Ed25519Signer.ofSeed("example.com/chirograph/gw-1", new byte[32]);
    private final Receipts receipts = Receipts.start(log.verifierKey(), log);

    ReceiptsTest() throws Exception {}

    private Receipts.Promise promise(int position) {
        return receipts.promise(
                new UUID(1, position), new byte[32], position, Instant.EPOCH, TreeHasher.leaf(new byte[position]));
    }

    private static int batch(String receipt) throws Exception {
        byte[] body = io.chirograph.tlog.Text.base64(receipt.substring(receipt.indexOf("+A") + 1));
        return (body[SIZE] << 8) | (body[SIZE + 1] & 0xff);
    }

    @Test
    void thoseThatWaitAreSignedTogetherWhenTheFirstIsNeeded() throws Exception {
        List<Receipts.Promise> waiting =
                IntStream.range(0, 5).mapToObj(this::promise).toList();
        String third = waiting.get(2).get();
        Receipts.Promise later = promise(9);

        assertThat(batch(third)).isEqualTo(5);
        assertThat(batch(waiting.get(4).get())).isEqualTo(5);
        assertThat(batch(later.get())).isEqualTo(1);
        assertThat(waiting.get(2).get()).isEqualTo(third);
    }

    @Test
    void aFullBatchIsFollowedByAnother() throws Exception {
        List<Receipts.Promise> waiting = IntStream.range(0, Receipt.LARGEST_BATCH + 1)
                .mapToObj(this::promise)
                .toList();

        assertThat(batch(waiting.getFirst().get())).isEqualTo(Receipt.LARGEST_BATCH);
        assertThat(batch(waiting.getLast().get())).isEqualTo(1);
    }

    @Test
    void callersAtTheSameTimeEachGetTheirOwn() throws Exception {
        List<Future<Boolean>> done = new ArrayList<>();
        try (var callers = Executors.newFixedThreadPool(8)) {
            for (int caller = 0; caller < 8; caller++) {
                int first = caller * 1000;
                Callable<Boolean> calls = () -> {
                    for (int i = first; i < first + 200; i++) {
                        Receipt receipt = Receipt.parse(promise(i).get());
                        if (receipt.position() != i
                                || !receipt.isSigned()
                                || !receipt.id().equals(new UUID(1, i))) {
                            return false;
                        }
                    }
                    return true;
                };
                done.add(callers.submit(calls));
            }
            for (Future<Boolean> each : done) {
                assertThat(each.get()).isTrue();
            }
        }
    }
}
