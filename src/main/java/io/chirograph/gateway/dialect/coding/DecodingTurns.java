package io.chirograph.gateway.dialect.coding;

import io.chirograph.support.coding.ContentCoding;
import java.io.Closeable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Bounds how many request bodies are decoded at once.
/// Decoders of brotli and zstd hold windows of up to 16 MiB outside the heap. The bodies are whole by then,
/// so that nobody waits for a caller. Safe for many threads.
public final class DecodingTurns {
    /// More would not be quicker, for decoding takes nothing but a processor.
    public static final DecodingTurns SHARED =
            new DecodingTurns(2 * Runtime.getRuntime().availableProcessors(), 5_000);

    private final Semaphore turns;
    private final long patienceMillis;

    DecodingTurns(int turns, long patienceMillis) {
        this.turns = new Semaphore(turns, true);
        this.patienceMillis = patienceMillis;
    }

    /// A turn for a body with this encoding, to be closed once.
    /// @throws DecodersBusy there is none within the time
    public Closeable take(@Nullable String contentEncoding) {
        if (ContentCoding.isIdentity(contentEncoding)) {
            return () -> {};
        }
        try {
            if (turns.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
                return turns::release;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new DecodersBusy();
    }
}
