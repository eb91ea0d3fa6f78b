package io.chirograph.identity.tokens;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/// Bounds the CPU time that token verification may take. Thread-safe.
///
/// Half of the processors, at least one; tokens that are not valid get a tenth of that. Callers beyond it are to retry.
public final class VerificationGate {
    /// No turn within the time; whether the token is good is not known. Retryable.
    public static final class Busy extends JwtException {
        private static final long serialVersionUID = 1L;

        Busy() {
            super("too many tokens are being verified");
        }
    }

    public static final VerificationGate SHARED =
            new VerificationGate(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), 1_000, 64);

    private static final int REST = 9; // times what a token that is no good took
    private static final long LONGEST_REST_NANOS = 20_000_000;

    private final Semaphore turns;
    private final long patienceMillis;
    private final int mostWaiting;

    VerificationGate(int turns, long patienceMillis, int mostWaiting) {
        this.turns = new Semaphore(turns, true);
        this.patienceMillis = patienceMillis;
        this.mostWaiting = mostWaiting;
    }

    /// @throws Busy there is no turn
    Jwt verified(Supplier<Jwt> verification) {
        try {
            if (waiting() >= mostWaiting || !turns.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
                throw new Busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Busy();
        }
        long begun = System.nanoTime();
        boolean isGood = false;
        try {
            Jwt token = verification.get();
            isGood = true;
            return token;
        } finally {
            if (!isGood) {
                rest(Math.min(LONGEST_REST_NANOS, REST * (System.nanoTime() - begun)));
            }
            turns.release();
        }
    }

    private static void rest(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !Thread.currentThread().isInterrupted(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /// How many tokens wait for their turn, about.
    int waiting() {
        return turns.getQueueLength();
    }

    public JwtDecoder of(JwtDecoder decoder) {
        return token -> verified(() -> decoder.decode(token));
    }
}
