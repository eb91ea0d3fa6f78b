package io.chirograph.identity.signin;

import io.chirograph.identity.operators.Role;
import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Links that open the console of a developer's machine, each once and for an hour. Thread-safe.
///
/// Only digests of the codes are kept, in memory; every one is compared, in constant time.
public final class DevelopmentLinks {
    static final String PATH = "/console/enter";
    static final Duration VALIDITY = Duration.ofHours(1);
    private static final int BYTES = 32;
    private static final int MOST = 16;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<Kept> kept = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // compared by hand
    private record Kept(byte[] digest, Set<Role> roles, Instant until) {}

    DevelopmentLinks(Clock clock) {
        this.clock = clock;
    }

    /// A new link, from its first slash on. Of more than a few the oldest ends.
    /// @param roles of whoever opens it
    public synchronized String link(Set<Role> roles) {
        byte[] code = new byte[BYTES];
        random.nextBytes(code);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(code);
        if (kept.size() >= MOST) {
            kept.removeFirst();
        }
        kept.add(new Kept(digest(text), Set.copyOf(roles), clock.instant().plus(VALIDITY)));
        return PATH + "?code=" + text;
    }

    /// Takes a code, which is good for nothing after that.
    /// @return whose link it was; empty of none that is good now
    synchronized Optional<Set<Role>> take(String code) {
        byte[] asked = digest(code);
        Kept found = null;
        for (Kept one : kept) {
            if (MessageDigest.isEqual(one.digest(), asked)) {
                found = one;
            }
        }
        if (found == null) {
            return Optional.empty();
        }
        kept.remove(found);
        return clock.instant().isBefore(found.until()) ? Optional.of(found.roles()) : Optional.empty();
    }

    private static byte[] digest(String code) {
        return Sha256.of(code.getBytes(StandardCharsets.UTF_8));
    }
}
