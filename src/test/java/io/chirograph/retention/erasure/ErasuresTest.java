package io.chirograph.retention.erasure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ForwardingArchive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.content.keys.ErasableKeys;
import io.chirograph.content.keys.StoredContentKeys;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.ErasureRequested;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.PayloadErased;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.ContentRead;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.publishedlog.PackName;
import io.chirograph.query.content.KeptLog;
import io.chirograph.query.content.KeptLog.Content;
import io.chirograph.query.index.TestLog;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Erasures over real packs, keys and registers; with holds, crashes at each step, and both at once.
class ErasuresTest {
    private static final String PERSON = "CANARY-person";

    @TempDir
    private Path data;

    private final List<Fact> recorded = new ArrayList<>();
    private final List<ErasureStore> stores = new ArrayList<>();
    private final AtomicReference<@Nullable String> heldAtStore = new AtomicReference<>();
    private Archive archive;
    private StoredContentKeys keys;
    private RetentionRequestStore register;
    private String keyId;
    private PackName pack;
    private TestLog log;
    private UUID first;
    private UUID second;
    private boolean storeAway;
    private boolean holdsUnseen;
    private int recordsLeft = Integer.MAX_VALUE;
    private boolean dies;
    private Runnable beforeDestruction = () -> {};
    private Runnable afterDestruction = () -> {};

    @BeforeEach
    void prepare() throws Exception {
        Archive directory = Archives.directory(data.resolve("archive"));
        archive = new ForwardingArchive(directory) {
            @Override
            public boolean isHeld(String key) throws ArchiveUnavailableException {
                if (holdsUnseen) {
                    throw new ArchiveUnavailableException("this credential may not see legal holds", null);
                }
                return key.equals(heldAtStore.get()) || super.isHeld(key);
            }

            @Override
            public List<String> segments(String prefix) throws ArchiveUnavailableException {
                if (storeAway) {
                    throw new ArchiveUnavailableException("away", null);
                }
                return super.segments(prefix);
            }
        };
        keys = StoredContentKeys.open(data, (kind, id, commitment) -> {}, Clock.systemUTC());
        register = RetentionRequestStore.open(data);
        keyId = keys.subject("acme", PERSON).id();
        String other = keys.subject("acme", "somebody else").id();
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        KeptLog kept = new KeptLog(log, archive);
        Content mine = Content.sealed(new byte[10], List.of(keyId));
        Content large = Content.sealed(new byte[2 << 20], List.of(other, keyId));
        Content theirs = Content.sealed(new byte[10], List.of(other));
        first = kept.call(Map.of(), mine, mine);
        kept.call(Map.of(), theirs, theirs);
        second = kept.call(Map.of(), theirs, large);
        pack = kept.publish();
        read("/audit/v1/calls/" + first + "/content/request", 200, first);
        read("/audit/v1/calls/" + first + "/content/request", 403, first);
        read("/audit/v1/calls/" + second + "/evidence", 200, null);
        read("/audit/v1/evidence", 200, null);
        log.publish();
    }

    private void read(String path, int status, @Nullable UUID call) {
        log.fact(new AuditRead(
                new Actor(new TreeMap<>(Map.of("subject", "rea")), new TreeMap<>()),
                "auditor",
                new Http("GET", path),
                new TreeMap<>(),
                null,
                call == null ? null : new ContentRead("content", call, "request", null, null, null),
                status,
                1,
                null,
                null,
                new TreeMap<>(),
                new TreeMap<>(),
                new RecordedAddress("127.0.0.1", null)));
    }

    @AfterEach
    void close() throws Exception {
        for (ErasureStore store : stores) {
            store.close();
        }
        keys.close();
        archive.close();
    }

    /// A process that has this data directory; the one before it, if any, is dead.
    private Erasures process() throws IOException {
        for (ErasureStore store : stores) {
            store.close();
        }
        stores.clear();
        ErasureStore store = ErasureStore.open(data);
        stores.add(store);
        FactSink sink = fact -> {
            if (recordsLeft-- <= 0) {
                if (dies) {
                    throw new Crash();
                }
                throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
            }
            recorded.add(fact);
            return UUID.randomUUID();
        };
        return new Erasures(store, watched(), register, List.of(archive), sink, Clock.systemUTC());
    }

    /// The keys, with a hand in before and behind their destruction.
    private ErasableKeys watched() {
        return (ErasableKeys) Proxy.newProxyInstance(
                ErasableKeys.class.getClassLoader(),
                new Class<?>[] {ErasableKeys.class},
                (proxy, method, arguments) -> {
                    boolean isDestruction = method.getName().equals("destroy");
                    if (isDestruction) {
                        beforeDestruction.run();
                    }
                    Object answer;
                    try {
                        answer = method.invoke(keys, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (isDestruction) {
                        afterDestruction.run();
                    }
                    return answer;
                });
    }

    private static ErasureQuestion question(@Nullable UUID id) {
        return new ErasureQuestion(id, "acme", PERSON, "asked for", "GDPR Art. 17", null);
    }

    private void hold(String matter, ObjectScope scope) {
        try {
            register.add(RetentionRequest.place(matter, scope, "inquiry", "ret", Instant.now()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> words() {
        return recorded.stream()
                .map(fact -> switch (fact) {
                    case ErasureRequested asked -> asked.refused() == null ? "requested" : "refused";
                    case PayloadErased.Key gone -> "destroyed " + gone.keyId();
                    case PayloadErased erased -> "erased " + erased.calls();
                    default -> throw new AssertionError(fact);
                })
                .toList();
    }

    private boolean isThere() throws IOException {
        return keys.find(keyId).isPresent();
    }

    @Test
    void aDryRunTellsWhatWouldBeReachedAndChangesNothing() throws Exception {
        Erasures.Preview preview = process().preview(question(null));
        assertThat(preview.keyIds()).containsExactly(keyId);
        Reach reach = preview.reach();
        assertThat(reach.calls()).isEqualTo(2);
        assertThat(reach.contents()).isEqualTo(3);
        assertThat(reach.byClass()).isEqualTo(Map.of(KeptLog.CLASS, Map.of("2026-11-21", 3L)));
        assertThat(reach.callsByKey()).isEqualTo(Map.of(keyId, 2L));
        assertThat(reach.contentReads()).isEqualTo(1);
        assertThat(reach.evidenceFiles()).isEqualTo(2);
        assertThat(reach.complete()).isTrue();
        assertThat(preview.refused()).isNull();
        assertThat(recorded).isEmpty();
        assertThat(isThere()).isTrue();
        assertThat(process().newest(10)).isEmpty();
    }

    @Test
    void anErasureDestroysTheKeyAndKeepsTheSealedBytes() throws Exception {
        byte[] sealed = archive.get(pack.key(log.layout()), 1 << 20).orElseThrow();
        Erasure done = process().erase(question(null), "ret");
        assertThat(done.state()).isEqualTo(Erasure.State.DONE);
        assertThat(words()).containsExactly("requested", "destroyed " + keyId, "erased 2");
        assertThat(isThere()).isFalse();
        assertThat(keys.destroyed(keyId)).isPresent();
        assertThat(archive.get(pack.key(log.layout()), 1 << 20).orElseThrow()).isEqualTo(sealed);
        assertThat(recorded.toString()).doesNotContain("CANARY");
        ErasureRequested asked = (ErasureRequested) recorded.getFirst();
        assertThat(asked.operator().verified()).containsEntry("subject", "ret");
        assertThat(asked.keyIds()).containsExactly(keyId);
        close();
        stores.clear();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("CANARY");
            }
        }
        prepareAgain();
    }

    private void prepareAgain() throws Exception {
        keys = StoredContentKeys.open(data, (kind, id, commitment) -> {}, Clock.systemUTC());
    }

    @Test
    void theSameRequestIsTheSameErasure() throws Exception {
        UUID id = UUID.randomUUID();
        Erasures process = process();
        Erasure once = process.erase(question(id), "ret");
        assertThat(process.erase(question(id), "ret")).isEqualTo(once);
        assertThat(recorded).hasSize(3);
        assertThat(once.subject()).isNull();
        for (ErasureQuestion other : List.of(
                new ErasureQuestion(id, "acme", "somebody else", "asked for", "GDPR Art. 17", null),
                new ErasureQuestion(id, "other", PERSON, "asked for", "GDPR Art. 17", null))) {
            assertThatThrownBy(() -> process.erase(other, "ret"))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ERASURE_DIFFERS));
        }
        assertThat(keys.present("acme", "somebody else")).hasSize(1);
    }

    @Test
    void aPersonWithoutAKeyIsErasedByNothing() throws Exception {
        Erasure done =
                process().erase(new ErasureQuestion(null, "acme", "nobody", "asked for", "GDPR Art. 17", null), "ret");
        assertThat(done.state()).isEqualTo(Erasure.State.DONE);
        assertThat(words()).containsExactly("requested");
        assertThat(keys.present("acme", "nobody")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefix", "day", "call", "unknown"})
    void aHoldThatIsAskedForForbidsIt(String kind) throws Exception {
        hold(
                "case 7",
                switch (kind) {
                    case "prefix" -> ObjectScope.prefix(log.layout().logId() + "/payloads/");
                    case "day" -> new ObjectScope(List.of(), LocalDate.parse("2026-11-20"), null, List.of(), null);
                    case "call" -> ObjectScope.ids(List.of(second));
                    default -> ObjectScope.ids(List.of(new UUID(0x7000, 0x8000000000000000L)));
                });
        Erasures process = process();
        assertThat(process.preview(question(null)).refused()).contains("case 7");
        UUID id = UUID.randomUUID();
        Erasure refused = process.erase(question(id), "ret");
        assertThat(refused.state()).isEqualTo(Erasure.State.REFUSED);
        assertThat(refused.refused()).contains("case 7");
        assertThat(words()).containsExactly("requested", "refused");
        assertThat(isThere()).isTrue();
        assertThat(process.erase(question(id), "ret").state()).isEqualTo(Erasure.State.REFUSED);
        assertThat(recorded).hasSize(2);
    }

    @Test
    void aHoldElsewhereForbidsNothing() throws Exception {
        hold("other", ObjectScope.prefix("gw-2/"));
        hold("past", new ObjectScope(List.of(), null, LocalDate.parse("2026-11-20"), List.of(), null));
        hold("over", ObjectScope.log(log.layout().logId()));
        register.add(RetentionRequest.release("over", null, "over", "ret", Instant.now()));
        assertThat(process().erase(question(null), "ret").state()).isEqualTo(Erasure.State.DONE);
    }

    @Test
    void aHoldThatOnlyTheStoreKnowsForbidsIt() throws Exception {
        for (String key : List.of(
                pack.key(log.layout()),
                pack.object(log.layout(), 5, "response"),
                log.layout().segment(LocalDate.parse("2026-11-21"), 0, 6))) {
            assertThat(archive.get(key, 8 << 20)).as(key).isPresent();
            heldAtStore.set(key);
            Erasure refused = process().erase(question(null), "ret");
            assertThat(refused.state()).isEqualTo(Erasure.State.REFUSED);
            assertThat(refused.refused()).contains(key);
            assertThat(isThere()).isTrue();
        }
    }

    @Test
    void whereHoldsMayNotBeSeenNothingIsErased() throws Exception {
        holdsUnseen = true;
        Erasures process = process();
        assertThatThrownBy(() -> process.erase(question(null), "ret")).isInstanceOf(ArchiveUnavailableException.class);
        assertThat(isThere()).isTrue();
    }

    @Test
    void anArchiveThatIsAwayBeginsNothing() throws Exception {
        storeAway = true;
        Erasures process = process();
        assertThatThrownBy(() -> process.erase(question(null), "ret")).isInstanceOf(ArchiveUnavailableException.class);
        assertThat(recorded).isEmpty();
        assertThat(process.newest(10)).isEmpty();
        assertThat(isThere()).isTrue();
    }

    /// A crash is an exception that nothing here catches, and a new process over the same files.
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    private void crashes(Erasures process) {
        assertThatThrownBy(() -> process.erase(question(null), "ret")).isInstanceOf(Crash.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void brokenOffBeforeItWasRecordedItIsGoneOnWith(boolean isHeldMeanwhile) throws Exception {
        recordsLeft = 0;
        dies = true;
        crashes(process());
        assertThat(isThere()).isTrue();
        goOn(isHeldMeanwhile, "requested");
    }

    @Test
    void whatCannotBeRecordedIsNotBegun() throws Exception {
        recordsLeft = 0;
        Erasures process = process();
        assertThatThrownBy(() -> process.erase(question(null), "ret")).isInstanceOf(RecordingUnavailable.class);
        assertThat(process.newest(1)).isEmpty();
        assertThat(isThere()).isTrue();
        recordsLeft = Integer.MAX_VALUE;
        process.settle();
        assertThat(recorded).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void brokenOffBeforeTheKeyIsGoneAHoldWins(boolean isHeldMeanwhile) throws Exception {
        beforeDestruction = () -> {
            throw new Crash();
        };
        crashes(process());
        assertThat(words()).containsExactly("requested");
        assertThat(isThere()).isTrue();
        goOn(isHeldMeanwhile);
    }

    private void goOn(boolean isHeldMeanwhile, String... more) throws Exception {
        beforeDestruction = () -> {};
        recordsLeft = Integer.MAX_VALUE;
        recorded.clear();
        if (isHeldMeanwhile) {
            hold("case 7", ObjectScope.ids(List.of(first)));
        }
        Erasures next = process();
        next.settle();
        List<String> expected = new ArrayList<>(List.of(more));
        expected.addAll(isHeldMeanwhile ? List.of("refused") : List.of("destroyed " + keyId, "erased 2"));
        assertThat(words()).isEqualTo(expected);
        assertThat(isThere()).isEqualTo(isHeldMeanwhile);
        assertThat(next.newest(1).getFirst().state())
                .isEqualTo(isHeldMeanwhile ? Erasure.State.REFUSED : Erasure.State.DONE);
        next.settle();
        assertThat(words()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void brokenOffBehindTheKeyNoHoldBringsItBack(boolean isHeldMeanwhile) throws Exception {
        afterDestruction = () -> {
            throw new Crash();
        };
        crashes(process());
        afterDestruction = () -> {};
        assertThat(isThere()).isFalse();
        assertThat(words()).containsExactly("requested");
        // the person calls again and gets another key, which nobody asked to destroy
        String fresh = keys.subject("acme", PERSON).id();
        if (isHeldMeanwhile) {
            hold("case 7", ObjectScope.ids(List.of(first)));
        }
        Erasures next = process();
        next.settle();
        assertThat(words()).containsExactly("requested", "destroyed " + keyId, "erased 2");
        assertThat(next.newest(1).getFirst().state()).isEqualTo(Erasure.State.DONE);
        assertThat(keys.find(fresh)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "1, true", "2, true"})
    void brokenOffBetweenItsLastEventsTheyAreRecordedAtTheNextLook(int events, boolean isCrash) throws Exception {
        recordsLeft = events;
        dies = isCrash;
        Erasures process = process();
        if (isCrash) {
            crashes(process);
            process = process();
        } else {
            assertThat(process.erase(question(null), "ret").state()).isEqualTo(Erasure.State.DESTROYED);
        }
        assertThat(isThere()).isFalse();
        assertThat(process.newest(1).getFirst().state()).isEqualTo(Erasure.State.DESTROYED);
        recordsLeft = Integer.MAX_VALUE;
        process.settle();
        assertThat(words()).endsWith("destroyed " + keyId, "erased 2");
        assertThat(process.newest(1).getFirst().state()).isEqualTo(Erasure.State.DONE);
    }

    @Test
    void brokenOffInARefusalItStaysRefusedWhenTheHoldIsOver() throws Exception {
        hold("case 7", ObjectScope.ids(List.of(first)));
        recordsLeft = 1;
        dies = true;
        crashes(process());
        recordsLeft = Integer.MAX_VALUE;
        register.add(RetentionRequest.release("case 7", null, "over", "ret", Instant.now()));
        Erasures next = process();
        next.settle();
        assertThat(words()).containsExactly("requested", "refused");
        assertThat(isThere()).isTrue();
    }

    /// The register is closed to requests while an erasure decides, so one of the two comes first, and the trail says
    /// which.
    @Test
    void aHoldThatRacesAnErasureComesBeforeOrBehindIt() throws Exception {
        CompletableFuture<Boolean> placed = new CompletableFuture<>();
        beforeDestruction = () -> {
            Thread racing = Thread.ofPlatform().start(() -> {
                register.changing().lock();
                try {
                    hold("case 7", ObjectScope.ids(List.of(first)));
                    placed.complete(isThere());
                } catch (IOException e) {
                    placed.completeExceptionally(e);
                } finally {
                    register.changing().unlock();
                }
            });
            Awaitility.await().until(() -> register.changing().hasQueuedThread(racing));
        };
        assertThat(process().erase(question(null), "ret").state()).isEqualTo(Erasure.State.DONE);
        assertThat(placed.get()).as("the key is there when the hold is taken").isFalse();

        // the other way round: the hold is there first
        beforeDestruction = () -> {};
        recorded.clear();
        keyId = keys.subject("acme", "somebody else").id();
        Erasure refused = process()
                .erase(new ErasureQuestion(null, "acme", "somebody else", "asked for", "GDPR Art. 17", null), "ret");
        assertThat(refused.state()).isEqualTo(Erasure.State.REFUSED);
        assertThat(isThere()).isTrue();
    }

    @Test
    void aDamagedSegmentMakesTheNumbersTheLeast() throws Exception {
        Path segment = data.resolve("archive").resolve(log.layout().segment(LocalDate.parse("2026-11-21"), 6, 4));
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(segment);
        Files.write(segment, bytes);
        Reach reach = process().preview(question(null)).reach();
        assertThat(reach.unreadable()).isEqualTo(1);
        assertThat(reach.complete()).isFalse();
        assertThat(reach.calls()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"tenant\":\"a\",\"subject\":\"\",\"reason\":\"r\",\"legalBasis\":\"l\"}",
                "{\"tenant\":\"a\",\"subject\":\"s\",\"reason\":\"a\\nb\",\"legalBasis\":\"l\"}",
                "{\"tenant\":\"a\",\"subject\":\"s\",\"reason\":\"r\"}",
                "{\"tenant\":\"a\",\"subject\":\"s\",\"reason\":\"r\",\"legalBasis\":\"l\",\"dryRun\":\"yes\"}",
                "{\"requestId\":\"1\",\"tenant\":\"a\",\"subject\":\"s\",\"reason\":\"r\",\"legalBasis\":\"l\"}"
            })
    void aQuestionThatCannotBeIsRefused(String json) {
        assertThatThrownBy(() -> StrictJson.read(json.getBytes(UTF_8), ErasureQuestion.class))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
