package io.chirograph.identity;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/// Bounds what the verification of tokens may take of the processors, whoever sends them: half of them, at least one.
/// Whoever does not get its turn is to come again. Safe for many threads.
final class VerificationGate {
    /// No turn within the time; whether the token is good is not known. Retryable.
    static final class Busy extends JwtException {
        private static final long serialVersionUID = 1L;

        Busy() {
            super("too many tokens are being verified");
        }
    }

    static final VerificationGate SHARED =
            new VerificationGate(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), 1_000, 64);

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
        try {
            return verification.get();
        } finally {
            turns.release();
        }
    }

    /// How many tokens wait for their turn, about.
    int waiting() {
        return turns.getQueueLength();
    }

    JwtDecoder of(JwtDecoder decoder) {
        return token -> verified(() -> decoder.decode(token));
    }
}
