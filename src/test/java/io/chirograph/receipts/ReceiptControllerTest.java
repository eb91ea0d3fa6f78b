package io.chirograph.receipts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chirograph.SettableClock;
import io.chirograph.event.UuidV7;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.RefusalFact;
import io.chirograph.event.value.ContentPart;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.identity.callers.CallerAccess;
import io.chirograph.identity.callers.Callers;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.recording.ContentWriter;
import io.chirograph.recording.EventWithContent;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.state.Hearing;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.receipt.Receipt;
import io.chirograph.verifier.receipt.ReceiptReport;
import io.chirograph.verifier.receipt.ReceiptVerifier;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.clientaddress.TrustedProxies;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;

/// What callers are told of their calls, and what nobody is told of another's.
class ReceiptControllerTest {
    @TempDir
    private Path data;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final UuidV7 ids = new UuidV7(clock);
    private final UUID mine = ids.next();
    private final UUID others = ids.next();
    private final UUID open = ids.next();
    private final SealedLog log = new SealedLog();
    private final Map<String, StoredKey.Made> keys = new HashMap<>();
    private final Map<UUID, CallLocator.Place> places = new HashMap<>();
    private final Trail trail = new Trail();
    private Receipts receipts;
    private LogProofs proofs;
    private CallerAccess access;

    ReceiptControllerTest() throws Exception {}

    @BeforeEach
    void publish() throws Exception {
        GatewayKeys known = new GatewayKeys(List.of());
        for (String id : List.of("acme", "acme2", "other")) {
            String tenant = id.equals("other") ? "other" : "acme";
            keys.put(id, StoredKey.make(id, "shop", tenant, "web", Grants.UNLIMITED, clock.instant()));
        }
        known.stored(keys.values().stream().map(StoredKey.Made::key).toList(), List.of());
        log.start();
        begin(mine, "acme", "acme").event("ai.call.completed", mine.toString(), end(mine));
        begin(others, "other", "other").event("ai.call.completed", others.toString(), end(others));
        begin(open, "acme", "acme").seal();
        places.put(mine, new CallLocator.Place(1, 2L));
        places.put(others, new CallLocator.Place(3, 4L));
        places.put(open, new CallLocator.Place(5, null));
        KeyRing ring = KeyRing.open(log.signer, data, Passphrase.NONE);
        receipts = Receipts.start(log.signer.verifierKey(), ring.newest());
        proofs = new LogProofs(
                new PublishedLog(log.archive, log.signer.verifierKey().logId()), ring);
        access = new CallerAccess(new Callers(known, clock), new TrustedProxies(List.of()), trail, ids, Hearing.none());
    }

    private SealedLog begin(UUID id, String tenant, String key) {
        Map<String, String> verified = Map.of("tenant", tenant, "application", "shop", "keyId", key);
        return log.event(
                "ai.call.started",
                id.toString(),
                Map.of("callId", id.toString(), "actor", Map.of("verified", verified)));
    }

    private static Map<String, String> end(UUID id) {
        return Map.of("callId", id.toString(), "outcome", "ok");
    }

    private ReceiptController controller(@Nullable CallLocator index) {
        var beans = new StaticListableBeanFactory();
        if (index != null) {
            beans.addBean("index", index);
        }
        return new ReceiptController(access, proofs, beans.getBeanProvider(CallLocator.class), trail, clock);
    }

    private ReceiptController indexed() {
        return controller((log, id) -> Optional.ofNullable(places.get(id)));
    }

    private MockHttpServletRequest as(String key, String... header) {
        var request = new MockHttpServletRequest("GET", "/v1/receipts/x");
        request.addHeader(
                "Authorization",
                "Bearer " + Objects.requireNonNull(keys.get(key)).text());
        for (int i = 0; i < header.length; i += 2) {
            request.addHeader(header[i], header[i + 1]);
        }
        return request;
    }

    private String receipt(UUID id, long position) throws Exception {
        byte[] entry = log.entries(log.segments.getFirst()).get((int) position);
        return receipts.promise(id, new byte[32], position, clock.instant(), TreeHasher.leaf(entry))
                .get();
    }

    private ReceiptReport verify(String receipt, ResponseEntity<byte[]> proof) throws Exception {
        byte[] body = proof.getBody();
        assertThat(body).isNotNull();
        return new ReceiptVerifier(List.of(log.signer.verifierKey()))
                .verify(receipt.getBytes(UTF_8), Map.of("p", body), null);
    }

    private static ErrorCode code(org.assertj.core.api.ThrowableAssert.ThrowingCallable refused) {
        return catchThrowableOfType(ApiException.class, refused).code();
    }

    @Test
    void itsOwnCallIsProvenAndTheReadIsOnRecordFirst() throws Exception {
        String receipt = receipt(mine, 1);

        ReceiptReport started = verify(receipt, indexed().started(mine.toString(), as("acme")));
        ReceiptReport completed = verify(receipt, indexed().completed(mine.toString(), as("acme")));

        assertThat(started.exitCode(true)).isZero();
        assertThat(completed.proven()).anyMatch(line -> line.contains("the call's end, ok, stands at position 2"));
        assertThat(trail.reads)
                .hasSize(2)
                .allSatisfy(read -> assertThat(read.reader().verified()).containsEntry("keyId", "acme"))
                .allSatisfy(read -> assertThat(read.role()).isEqualTo("caller"));
    }

    @Test
    void anothersCallIsAnsweredLikeOneThatThereIsNot() {
        ApiException nobodys = catchThrowableOfType(
                ApiException.class, () -> indexed().started(ids.next().toString(), as("acme")));
        for (String key : List.of("acme", "acme2")) {
            ApiException refused =
                    catchThrowableOfType(ApiException.class, () -> indexed().started(others.toString(), as(key)));
            assertThat(refused.code()).isEqualTo(nobodys.code());
            assertThat(refused.detail()).isEqualTo(nobodys.detail());
            assertThat(refused.retryAfter()).isEqualTo(nobodys.retryAfter());
        }
        assertThat(code(() -> indexed().started(mine.toString(), as("acme2"))))
                .as("another key of the same tenant")
                .isEqualTo(ErrorCode.RECEIPT_PENDING);

        clock.advance(Duration.ofHours(2));

        assertThat(code(() -> indexed().started(others.toString(), as("acme")))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(code(() -> indexed().started(new UUID(5, 7).toString(), as("acme"))))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(trail.reads).isEmpty();
    }

    @Test
    void whatIsNotPublishedYetIsPendingWithATimeToRetry() {
        places.put(mine, new CallLocator.Place(900, null));

        ApiException pending =
                catchThrowableOfType(ApiException.class, () -> indexed().started(mine.toString(), as("acme")));

        assertThat(pending.code()).isEqualTo(ErrorCode.RECEIPT_PENDING);
        assertThat(pending.retryAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(code(() -> indexed().completed(open.toString(), as("acme")))).isEqualTo(ErrorCode.RECEIPT_PENDING);
    }

    @Test
    void withoutAnIndexTheReceiptSaysWhereToLook() throws Exception {
        String receipt = receipt(mine, 1);

        assertThat(verify(receipt, controller(null).started(mine.toString(), as("acme", "Chirograph-Receipt", receipt)))
                        .exitCode(true))
                .isZero();
        assertThat(code(() -> controller(null).started(mine.toString(), as("acme"))))
                .isEqualTo(ErrorCode.BAD_VALUE);
    }

    @Test
    void aReceiptThatIsNotOursOrOfAnotherCallOpensNothing() throws Exception {
        var forger = Receipts.start(log.signer.verifierKey(), log.key(9));
        String forged = forger.promise(mine, new byte[32], 1, clock.instant(), TreeHasher.leaf(new byte[0]))
                .get();
        String stolen = receipt(others, 3);

        for (String header : List.of(forged, stolen, "x", receipt(mine, 3).replace("gw-1", "gw-2"))) {
            assertThat(code(() -> controller(null).started(mine.toString(), as("acme", "Chirograph-Receipt", header))))
                    .isEqualTo(ErrorCode.BAD_VALUE);
        }
        assertThat(code(() -> controller(null).started(others.toString(), as("acme", "Chirograph-Receipt", stolen))))
                .isEqualTo(ErrorCode.RECEIPT_PENDING);
        assertThat(Receipt.parse(stolen).id()).isEqualTo(others);
    }

    @Test
    void nobodyIsRefusedOnRecordAndNothingIsRead() {
        var stranger = new MockHttpServletRequest("GET", "/v1/receipts/x");
        var wrong = new MockHttpServletRequest("GET", "/v1/receipts/x");
        wrong.addHeader("x-api-key", "cg_acme_wrong");

        assertThat(code(() -> indexed().started(mine.toString(), stranger))).isEqualTo(ErrorCode.KEY_MISSING);
        assertThat(code(() -> indexed().started(mine.toString(), wrong))).isEqualTo(ErrorCode.KEY_UNKNOWN);
        assertThat(trail.refused).hasSize(2);
    }

    @Test
    void aReadThatCannotBeRecordedIsRefused() {
        trail.isFull = true;

        assertThat(code(() -> indexed().started(mine.toString(), as("acme"))))
                .isEqualTo(ErrorCode.RECORDING_UNAVAILABLE);
    }

    @Test
    void anArchiveThatIsAwayIsSaidSo() {
        log.archive.failNext(50);

        assertThat(code(() -> indexed().started(mine.toString(), as("acme")))).isEqualTo(ErrorCode.ARCHIVE_UNAVAILABLE);
    }

    /// Takes reads and refusals, or nothing.
    private static final class Trail implements Recorder {
        private final List<AuditRead> reads = new ArrayList<>();
        private final List<RefusalFact> refused = new ArrayList<>();
        private boolean isFull;

        @Override
        public UUID record(Fact fact) throws RecordingUnavailable {
            if (isFull) {
                throw new RecordingUnavailable("full", Duration.ofSeconds(3), false, null);
            }
            reads.add((AuditRead) fact);
            return new UUID(0, reads.size());
        }

        @Override
        public Recorded record(Fact fact, List<ContentWriter> content) {
            throw new AssertionError("no content is recorded here");
        }

        @Override
        public List<Recorded> record(List<EventWithContent> events) {
            throw new AssertionError("no application records here");
        }

        @Override
        public ContentWriter content(UUID callId, ContentPart part, long most, LongPredicate memory) {
            throw new AssertionError("no content is recorded here");
        }

        @Override
        public void refused(CallRefused fact) {
            throw new AssertionError("no caller that is known is refused here");
        }

        @Override
        public void refusedUnauthenticated(RefusalFact fact, boolean first) {
            refused.add(fact);
        }

        @Override
        public void lapsed() {
            throw new AssertionError("nothing lapses here");
        }
    }
}
