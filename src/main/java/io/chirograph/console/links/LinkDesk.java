package io.chirograph.console.links;

import io.chirograph.console.desk.DeskStore;
import io.chirograph.console.desk.Shelf;
import io.chirograph.event.EventView;
import io.chirograph.event.facts.AuditorDesk.LinkCreated;
import io.chirograph.event.facts.AuditorDesk.LinkRevoked;
import io.chirograph.identity.operators.AuditScope;
import io.chirograph.identity.operators.Guest;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.signin.GuestLinks;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The links of this process: made, opened once, taken back, each with its event. Thread-safe.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@Component
final class LinkDesk implements GuestLinks {
    /// So many there may be at once; those that are over make room.
    static final int MOST = 1000;

    static final Duration LONGEST = Duration.ofDays(30);
    private static final int ID_BYTES = 16;
    private static final int SECRET_BYTES = 32;
    private static final int MOST_NOTE = 200;
    private static final String NOBODYS = "0".repeat(64);

    private final Shelf<SharedLink> links;
    private final Recorder recorder;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock changing = new ReentrantLock();

    LinkDesk(DeskStore store, Recorder recorder, Clock clock) {
        this.links = store.shelf("link", SharedLink.class, MOST);
        this.recorder = recorder;
        this.clock = clock;
    }

    /// What an auditor wants to show.
    /// @param call null for the calls of a question
    record Order(String note, @Nullable UUID call, Map<String, String> question, Duration duration) {
        Order {
            if (note.isBlank() || note.length() > MOST_NOTE || note.chars().anyMatch(Character::isISOControl)) {
                throw ApiException.badParameter("note", note, "1 to " + MOST_NOTE + " characters, none a control");
            }
            if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
                throw ApiException.badParameter(
                        "duration", duration.toString(), "more than PT0S and at most " + LONGEST);
            }
        }
    }

    /// A link that was made.
    /// @param code what opens it; nothing keeps it
    record Made(SharedLink link, String code) {}

    /// Makes a link. On return it is recorded, and opens.
    /// @throws RecordingUnavailable there is none
    Made make(Order order, Operator maker) throws RecordingUnavailable {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        AuditScope scope = maker.scope();
        SharedLink link = new SharedLink(
                UUID.randomUUID(),
                HexFormat.of().formatHex(Sha256.of(secret)),
                order.note(),
                order.call(),
                new TreeMap<>(order.question()),
                scope.tenants(),
                scope.logs(),
                fact(maker, "subject"),
                fact(maker, "issuer"),
                now,
                now.plus(order.duration()),
                null,
                null);
        changing.lock();
        try {
            if (!links.makeRoom(now)) {
                throw ApiException.badParameter("links", Integer.toString(MOST), "fewer: take some back");
            }
            recorder.record(new LinkCreated(
                    link.id(),
                    link.note(),
                    link.call(),
                    new TreeMap<>(link.question()),
                    scope.facts(),
                    link.expiresAt(),
                    maker.actor()));
            links.put(link); // from here on it opens
        } finally {
            changing.unlock();
        }
        byte[] code = ByteBuffer.allocate(ID_BYTES + SECRET_BYTES)
                .putLong(link.id().getMostSignificantBits())
                .putLong(link.id().getLeastSignificantBits())
                .put(secret)
                .array();
        return new Made(link, Base64.getUrlEncoder().withoutPadding().encodeToString(code));
    }

    @Override
    public Optional<Opened> open(String code, Entering entering) {
        byte[] bytes = decoded(code);
        if (bytes == null) {
            return Optional.empty();
        }
        ByteBuffer parts = ByteBuffer.wrap(bytes);
        String id = new UUID(parts.getLong(), parts.getLong()).toString();
        byte[] secret = new byte[SECRET_BYTES];
        parts.get(secret);
        changing.lock();
        try {
            Instant now = clock.instant();
            SharedLink link = links.get(id).orElse(null);
            boolean isRight = MessageDigest.isEqual(
                    Sha256.of(secret), HexFormat.of().parseHex(link == null ? NOBODYS : link.secretDigest()));
            if (link == null || !isRight || link.openedAt() != null || link.over(now)) {
                return Optional.empty();
            }
            Guest guest = new Guest(id, link.scope());
            entering.enter(guest);
            links.put(link.opened(now)); // the commit point: from here on the code is spent
            return Optional.of(new Opened(guest, link.expiresAt()));
        } finally {
            changing.unlock();
        }
    }

    private static byte @Nullable [] decoded(String code) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(code);
            return bytes.length == ID_BYTES + SECRET_BYTES ? bytes : null;
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    /// The link of a guest's session.
    /// @throws ApiException it is over or was taken back
    SharedLink shown(Operator guest) {
        return Optional.of(guest)
                .filter(one -> fact(one, "issuer").equals(Guest.ISSUER))
                .flatMap(one -> links.get(fact(one, "subject")))
                .filter(link -> link.openedAt() != null && !link.over(clock.instant()))
                .orElseThrow(GuestLinks::ended);
    }

    /// The links that an auditor may see: those of his own making; all of them, for who sees the whole trail.
    List<SharedLink> seenBy(Operator auditor) {
        return links.all().stream().filter(link -> sees(auditor, link)).toList();
    }

    /// Takes a link back. On return it shows nothing, which is recorded. Repeated, it changes nothing.
    /// @throws RecordingUnavailable it is as it was
    void revoke(String id, Operator auditor) throws RecordingUnavailable {
        UUID named = EventView.uuid(id);
        changing.lock();
        try {
            SharedLink link = Optional.ofNullable(named)
                    .flatMap(one -> links.get(one.toString()))
                    .filter(one -> sees(auditor, one))
                    .orElseThrow(() -> ApiException.notFound("There is no such link."));
            if (link.revokedAt() == null) {
                recorder.record(new LinkRevoked(link.id(), auditor.actor()));
                links.put(link.revoked(clock.instant()));
            }
        } finally {
            changing.unlock();
        }
    }

    Instant now() {
        return clock.instant();
    }

    private static boolean sees(Operator auditor, SharedLink link) {
        return auditor.scope().equals(AuditScope.ALL)
                || (link.maker().equals(fact(auditor, "subject"))
                        && link.issuer().equals(fact(auditor, "issuer")));
    }

    private static String fact(Operator operator, String name) {
        return operator.actor().verified().getOrDefault(name, "");
    }
}
