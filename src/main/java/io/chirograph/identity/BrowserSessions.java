package io.chirograph.identity;

import io.chirograph.support.digest.Sha256;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The sessions of people who signed in by browser, in memory alone: a restart ends them. Bounded by number
/// and by age; only somebody whom the issuer and the rules let in has one. Safe for many threads.
final class BrowserSessions {
    private static final int RANDOM = 32;
    private final IdentityProperties.SignIn settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /// The one that has been idle longest comes first.
    private final Map<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);

    private record Held(BrowserSession session, Instant used) {}

    /// A session that opens nothing before [#open].
    ///
    /// @param id for the browser's cookie
    record Begun(String id, BrowserSession session) {}

    BrowserSessions(IdentityProperties.SignIn settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// @param end of the ID token
    Begun begin(OperatorReader.Read read, Instant end) {
        Instant now = clock.instant();
        Instant oldest = now.plus(settings.age());
        String id = secret();
        return new Begun(id, new BrowserSession(key(id), read, secret(), now, end.isBefore(oldest) ? end : oldest));
    }

    synchronized void open(BrowserSession session) {
        Instant now = clock.instant();
        held.values().removeIf(other -> isOver(other, now));
        while (held.size() >= settings.sessions()) {
            held.remove(held.keySet().iterator().next());
        }
        held.put(session.key(), new Held(session, now));
    }

    /// The open session of a cookie; that is a use of it.
    synchronized Optional<BrowserSession> use(String id) {
        String key = key(id);
        Held found = held.get(key);
        if (found == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (isOver(found, now)) {
            held.remove(key);
            return Optional.empty();
        }
        held.put(key, new Held(found.session(), now));
        return Optional.of(found.session());
    }

    synchronized void end(String id) {
        held.remove(key(id));
    }

    private boolean isOver(Held one, Instant now) {
        return !now.isBefore(one.session().until()) || !now.isBefore(one.used().plus(settings.idle()));
    }

    private String secret() {
        byte[] bytes = new byte[RANDOM];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String key(String id) {
        return HexFormat.of().formatHex(Sha256.of(id));
    }
}
