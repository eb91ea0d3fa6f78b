package io.chirograph.identity.operators;

import io.chirograph.event.facts.AccessAuthenticated;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.RefusalReason;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ApiSurface;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.clientaddress.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes down who came to the doors. Of one token or session, surface, address and outcome the first is
/// recorded, and further ones count as the same entering for an interval; refusals of nobody known are
/// recorded up to a rate per source. Safe for many threads.
///
/// What it remembers is bounded: where it had to forget, more is recorded, never less.
public final class AccessLog {
    private static final int REMEMBERED = 10_000;
    private final AccessEventSink records;
    private final OperatorReader reader;
    private final OperatorProperties settings;
    private final TokenHeader header;
    private final Clock clock;
    private final ReentrantLock entering = new ReentrantLock();
    private final Map<Entering, Instant> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Entering, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    AccessLog(AccessEventSink records, OperatorReader reader, OperatorProperties settings, Clock clock) {
        this.records = records;
        this.reader = reader;
        this.settings = settings;
        this.header = new TokenHeader(settings.tokenHeader());
        this.clock = clock;
    }

    /// What counts as the same.
    /// @param token the digest of what proved it
    /// @param code of a refusal; empty for an entering
    private record Entering(
            String token,
            String surface,
            String peer,
            @Nullable String claimed,
            String code) {}

    /// Records that an operator enters; on return it is durable, now or from the same entering before.
    void entered(ApiSurface surface, Operator operator, PresentedCredential proof) throws RecordingUnavailable {
        Entering entry = entering(surface, operator.source(), proof, "");
        if (isRecent(entry)) {
            return;
        }
        entering.lock(); // a second request with the same token waits until the first one is on record
        try {
            if (!isRecent(entry)) {
                records.granted(known(surface, operator, proof, null));
                remember(entry);
            }
        } finally {
            entering.unlock();
        }
    }

    /// Records that an operator whom a token proves is turned away.
    void refused(ApiSurface surface, Operator operator, PresentedCredential proof, ErrorCode code) {
        Entering entry = entering(surface, operator.source(), proof, code.code());
        boolean first = !isRecent(entry);
        remember(entry);
        records.refused(known(surface, operator, proof, new RefusalReason(code.code(), code.status())), first);
    }

    /// Records that somebody is turned away of whom nothing is proven.
    public void refused(HttpServletRequest request, ErrorCode code) {
        ApiSurface surface = surface(request);
        ClientAddress source = reader.source(request);
        records.refused(
                new AccessAuthenticated(
                        surface.word(),
                        new Actor(new TreeMap<>(), new TreeMap<>()),
                        surface.role(),
                        List.of(),
                        new AccessAuthenticated.Means("none", header.used(request), null),
                        new AccessAuthenticated.Mfa(settings.mfa().demands(Role.of(surface)), false, List.of(), null),
                        new RefusalReason(code.code(), code.status()),
                        source.client()),
                false);
    }

    private AccessAuthenticated known(
            ApiSurface surface, Operator operator, PresentedCredential proof, @Nullable RefusalReason refusal) {
        return new AccessAuthenticated(
                surface.word(),
                operator.actor(),
                surface.role(),
                operator.roles().stream().map(Role::claim).toList(),
                new AccessAuthenticated.Means(proof.method(), proof.header(), operator.tokenId()),
                new AccessAuthenticated.Mfa(
                        settings.mfa().demands(Role.of(surface)),
                        operator.factors().several(),
                        operator.factors().amr(),
                        operator.factors().acr()),
                refusal,
                operator.source().client());
    }

    /// The surface of a request; what is none of them is the auditors'.
    public static ApiSurface surface(HttpServletRequest request) {
        return ApiSurface.find(request.getServletPath()).orElse(ApiSurface.AUDIT);
    }

    /// The surface that an operator enters with a request.
    public static ApiSurface surface(HttpServletRequest request, Operator operator) {
        return ApiSurface.entered(request.getServletPath(), roles(operator)).orElse(ApiSurface.AUDIT);
    }

    /// Whether an operator has a role, as tokens have it.
    public static Predicate<String> roles(Operator operator) {
        return role -> Role.of(role).filter(operator.roles()::contains).isPresent();
    }

    private static Entering entering(ApiSurface surface, ClientAddress source, PresentedCredential proof, String code) {
        String proven = HexFormat.of().formatHex(Sha256.of(proof.secret()));
        return new Entering(proven, surface.word(), source.peer(), source.claimed(), code);
    }

    private synchronized boolean isRecent(Entering entry) {
        Instant then = recent.get(entry);
        return then != null && clock.instant().isBefore(then.plus(settings.accessInterval()));
    }

    private synchronized void remember(Entering entry) {
        if (!isRecent(entry)) {
            recent.put(entry, clock.instant());
        }
    }
}
