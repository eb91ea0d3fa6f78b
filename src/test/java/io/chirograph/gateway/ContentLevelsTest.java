package io.chirograph.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.content.Canaries;
import io.chirograph.content.envelope.Certified;
import io.chirograph.content.envelope.Opened;
import io.chirograph.content.keys.ErasableKeys;
import io.chirograph.content.keys.KeyedDigests;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.e2e.Http;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ContentPart;
import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.http.Spool;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.support.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What is kept of calls whose content is redacted, encrypted or under keys, however the calls go.
@Timeout(300)
class ContentLevelsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String ASKED =
            "{\"model\":\"m\",\"user\":\"ann\",\"messages\":[{\"role\":\"user\",\"content\":\"write to"
                    + " bob@example.org\"}]}";
    private static final String STREAMED = ASKED.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String DELTA = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n";
    private static final String CONFIDENTIAL = """
        clear
        data-classes:
          - {name: internal}
          - {name: confidential}
        data-class: confidential
        """;
    private static final String PERSONAL = """
        encrypted
        data-classes:
          - {name: internal}
          - {name: personal, erasable: subject, subjects: [metadata.patient], pseudonyms: true}
        data-class: personal
        """;

    private static final long STEP = 16 << 10;

    private static Certified auditor;

    @TempDir
    static Path directory;

    @RegisterExtension
    static final GatewayHarness.Shared SHARED = new GatewayHarness.Shared();

    private static String recipients;

    @SuppressWarnings("NullAway.Init") // each test says which it needs
    private GatewayHarness gateway;

    private @Nullable GatewayHarness alone;

    @BeforeAll
    static void certify() throws Exception {
        auditor = Certified.ec("secp256r1");
        recipients = auditor.certificateFile(directory, "auditor").toString();
    }

    private void start(String payload, String... settings) throws Exception {
        gateway = SHARED.start(all(payload, settings));
    }

    /// For a test that takes what others need.
    private void startAlone(String payload) throws Exception {
        gateway = GatewayHarness.start(all(payload));
        alone = gateway;
    }

    @AfterEach
    void stop() throws IOException {
        if (alone != null) {
            alone.close();
        }
    }

    private static String[] all(String payload, String... settings) throws IOException {
        String text = "version: 1\npayload: " + payload + "\n";
        Path policy = directory.resolve(Sha256.hex(text.getBytes(UTF_8)) + ".yml");
        if (!Files.exists(policy)) { // it is in force where a gateway has it already
            Files.writeString(policy, text);
        }
        List<String> all = new ArrayList<>(List.of("policy.file=" + policy, "content.recipients=" + recipients));
        all.addAll(List.of(settings));
        return all.toArray(String[]::new);
    }

    private byte[] stored(String callId, ContentPart part) {
        byte[] bytes = gateway.journal().content(callId, part);
        return Objects.requireNonNull(bytes, "content of " + part + " of " + callId);
    }

    private void assertNothingStored(String callId) {
        assertThat(gateway.journal().content(callId, ContentPart.REQUEST)).isNull();
        assertThat(gateway.journal().content(callId, ContentPart.RESPONSE)).isNull();
    }

    private JsonNode request(Http.Answer answer) {
        return gateway.event("ai.call.started", answer.callId()).path("request");
    }

    private JsonNode response(Http.Answer answer) {
        return gateway.completed(answer).path("response");
    }

    /// Opens an envelope as the auditor, and compares it with what its event says.
    private byte[] opened(String callId, ContentPart part, JsonNode body) throws Exception {
        byte[] envelope = stored(callId, part);
        assertThat(text(body, "kept", "level")).isEqualTo("encrypted");
        assertThat(text(body, "kept", "digest", "value")).isEqualTo(Sha256.hex(envelope));
        assertThat(body.at("/kept/digest/length").asLong()).isEqualTo(envelope.length);
        ErasableKeys keys = gateway.bean(ErasableKeys.class);
        try (Opened opened = auditor.opener().open(new ByteArrayInputStream(envelope), keys::find, directory)) {
            assertThat(opened.inside().callId()).hasToString(callId);
            assertThat(opened.inside().part()).isEqualTo(part.wire());
            byte[] plain = opened.content().readAllBytes();
            assertThat(body.at("/digest/length").asLong()).isEqualTo(plain.length);
            return plain;
        }
    }

    private static String text(JsonNode node, String... path) {
        JsonNode at = node;
        for (String name : path) {
            at = at.path(name);
        }
        return at.asString("");
    }

    private PackRecord.Head head(String callId, ContentPart part) {
        List<PackRecord.Head> found = new ArrayList<>();
        gateway.journal().read(0, record -> {
            record.content().stream()
                    .map(content -> PackRecord.Head.decode(content.head()))
                    .filter(head -> head.callId().toString().equals(callId)
                            && head.part().equals(part.wire()))
                    .forEach(found::add);
            return true;
        });
        return found.getFirst();
    }

    private static String keyed(byte[] bytes, String id, byte[] key) {
        return KeyedDigests.keyed(
                        new Digest("sha256", null, HexFormat.of().formatHex(Sha256.of(bytes)), bytes.length), id, key)
                .value();
    }

    private Http.Answer broken(String target, String body) {
        List<Http.Answer> got = new ArrayList<>();
        assertThatThrownBy(() -> {
                    Http.Answer answer = gateway.http().post(target, body);
                    got.add(answer);
                    if (!answer.clean()) {
                        throw new EOFException("cut");
                    }
                })
                .isInstanceOfAny(EOFException.class, SocketException.class);
        return got.isEmpty() ? new Http.Answer(0, List.of(), new byte[0], false) : got.getFirst();
    }

    @ParameterizedTest
    @CsvSource({"CHAT,o,false", "CHAT,o,true", "MESSAGES,a,false", "MESSAGES,a,true"})
    void encryptedRequestAndResponseOpenForTheAuditor(Canaries.Api api, String provider, boolean stream)
            throws Exception {
        start("encrypted");
        Canaries words = new Canaries(1);
        byte[] asked = words.request(api, stream);
        byte[] said = words.response(api, stream);
        gateway.providerSays(stream ? "text/event-stream" : "application/json", new String(said, UTF_8));
        Http.Answer answer = gateway.http().post("/" + provider + api.path, new String(asked, UTF_8));
        assertThat(answer.body()).isEqualTo(said);
        assertThat(gateway.lastBody()).isEqualTo(new String(asked, UTF_8));
        assertThat(opened(answer.callId(), ContentPart.REQUEST, request(answer)))
                .isEqualTo(asked);
        assertThat(opened(answer.callId(), ContentPart.RESPONSE, response(answer)))
                .isEqualTo(said);
        assertThat(request(answer).at("/kept/recipients/0").asString(""))
                .isEqualTo(auditor.recipient().id());
        assertThat(words.forms(stored(answer.callId(), ContentPart.REQUEST))).isEmpty();
        assertThat(words.forms(stored(answer.callId(), ContentPart.RESPONSE))).isEmpty();
    }

    @Test
    void redactedContentHoldsTokensAndTheWireEverything() throws Exception {
        start("redacted");
        gateway.providerSays(
                "text/event-stream",
                DELTA.replace("hi", "ask carl@exa") + DELTA.replace("hi", "mple.org") + "data: [DONE]\n\n");
        Http.Answer answer = gateway.http().post("/o" + CHAT, STREAMED);
        assertThat(gateway.lastBody()).isEqualTo(STREAMED);
        assertThat(answer.text()).contains("mple.org");
        String asked = new String(stored(answer.callId(), ContentPart.REQUEST), UTF_8);
        assertThat(asked).contains("write to [email:").doesNotContain("bob@", "ann");
        String said = new String(stored(answer.callId(), ContentPart.RESPONSE), UTF_8);
        assertThat(said).contains("ask [email:").doesNotContain("carl@", "mple.org");
        assertThat(request(answer).at("/kept/findings/email").asLong()).isOne();
        assertThat(response(answer).at("/kept/findings/email").asLong()).isOne();
        assertThat(text(request(answer), "digest", "value")).isEqualTo(Sha256.hex(STREAMED.getBytes(UTF_8)));
    }

    @Test
    void aboveInternalDigestsAreUnderTheTenantsKeyAndThePacks() throws Exception {
        start(CONFIDENTIAL);
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED);
        for (ContentPart part : List.of(ContentPart.REQUEST, ContentPart.RESPONSE)) {
            JsonNode body = part == ContentPart.REQUEST ? request(answer) : response(answer);
            byte[] wire = part == ContentPart.REQUEST ? ASKED.getBytes(UTF_8) : answer.body();
            assertThat(text(body, "digest", "alg")).isEqualTo("hmac-sha256");
            var tenant = gateway.bean(ErasableKeys.class).tenant("acme");
            assertThat(text(body, "digest", "keyId")).isEqualTo(tenant.id());
            assertThat(text(body, "digest", "value")).isEqualTo(keyed(wire, tenant.id(), tenant.key()));
            assertThat(text(body, "kept", "digest", "alg")).isEqualTo("hmac-sha256");
            assertThat(text(body, "kept", "digest", "keyId")).isEqualTo("pack");
            byte[] ofPack = HexFormat.of().parseHex(head(answer.callId(), part).digestKey());
            assertThat(text(body, "kept", "digest", "value"))
                    .isEqualTo(keyed(stored(answer.callId(), part), "pack", ofPack));
        }
        assertThat(gateway.event("ai.call.started", answer.callId()).toString())
                .doesNotContain(Sha256.hex(ASKED.getBytes(UTF_8)));
    }

    @Test
    void personsArePseudonymsAndDigestsAreUnderTheirKey() throws Exception {
        start(PERSONAL);
        Http.Answer answer = gateway.http()
                .post(
                        "/o" + CHAT,
                        ASKED,
                        "Chirograph-Metadata: {\"patient\":\"p-17\"}",
                        "X-Claude-Code-Session-Id: p-17");
        JsonNode started = gateway.event("ai.call.started", answer.callId());
        SubjectKey person = gateway.bean(ErasableKeys.class).subject("acme", "metadata.patient:p-17");
        assertThat(text(started, "metadata", "patient")).isEqualTo(KeyedDigests.pseudonym(person, "p-17"));
        assertThat(text(started, "actor", "asserted", "bodyUser")).isEqualTo(KeyedDigests.pseudonym(person, "ann"));
        assertThat(text(started, "agent", "session")).isEqualTo(KeyedDigests.pseudonym(person, "p-17"));
        assertThat(started.toString()).doesNotContain("p-17", "127.0.0.1", "\"ann\"");
        assertThat(gateway.completed(answer).toString()).doesNotContain("p-17", "127.0.0.1");
        assertThat(started.at("/request/kept/subjects/0").asString("")).isEqualTo(person.id());
        assertThat(opened(answer.callId(), ContentPart.REQUEST, request(answer)))
                .isEqualTo(ASKED.getBytes(UTF_8));
        assertThat(opened(answer.callId(), ContentPart.RESPONSE, response(answer)))
                .isEqualTo(answer.body());
        assertThat(text(request(answer), "digest", "keyId")).isEqualTo(person.id());
        assertThat(text(request(answer), "digest", "value"))
                .isEqualTo(keyed(ASKED.getBytes(UTF_8), person.id(), person.key()));
        assertThat(text(response(answer), "digest", "value"))
                .isEqualTo(keyed(answer.body(), person.id(), person.key()));
        assertThatThrownBy(() -> auditor.opener()
                        .open(
                                new ByteArrayInputStream(stored(answer.callId(), ContentPart.REQUEST)),
                                id -> Optional.empty(),
                                directory))
                .isInstanceOf(io.chirograph.content.envelope.EnvelopeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"other\":\"x\"}"})
    void contentAboutNobodyKnownFallsToItsDigest(String metadata) throws Exception {
        start(PERSONAL);
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED, "Chirograph-Metadata: " + metadata);
        assertThat(answer.status()).isEqualTo(200);
        assertNothingStored(answer.callId());
        assertThat(text(request(answer), "kept", "level")).isEqualTo("digest");
        assertThat(text(request(answer), "kept", "reason")).isEqualTo("subject-unknown");
        assertThat(text(response(answer), "kept", "reason")).isEqualTo("subject-unknown");
    }

    @Test
    void whereEveryPersonsKeyIsNeededEveryPersonHasToBeKnown() throws Exception {
        start(PERSONAL.replace("[metadata.patient]", "[metadata.patient, metadata.doctor]"));
        Http.Answer one = gateway.http().post("/o" + CHAT, ASKED, "Chirograph-Metadata: {\"patient\":\"p\"}");
        assertThat(text(request(one), "kept", "reason")).isEqualTo("subject-unknown");
        assertNothingStored(one.callId());
        Http.Answer both =
                gateway.http().post("/o" + CHAT, ASKED, "Chirograph-Metadata: {\"patient\":\"p\",\"doctor\":\"d\"}");
        assertThat(request(both).at("/kept/subjects")).hasSize(2);
        assertThat(opened(both.callId(), ContentPart.REQUEST, request(both))).isEqualTo(ASKED.getBytes(UTF_8));
    }

    @Test
    void whereAnyKeyWillDoOnePersonIsEnough() throws Exception {
        start(PERSONAL.replace("[metadata.patient]", "[metadata.patient, metadata.doctor], all: false"));
        Http.Answer one = gateway.http().post("/o" + CHAT, ASKED, "Chirograph-Metadata: {\"doctor\":\"d\"}");
        assertThat(request(one).at("/kept/subjects")).hasSize(1);
        assertThat(opened(one.callId(), ContentPart.REQUEST, request(one))).isEqualTo(ASKED.getBytes(UTF_8));
    }

    @Test
    void aRequestInWhichADeniedFindingIsStaysHere() throws Exception {
        start("clear\nrules: [{id: no-mail, deny: {findings: [email]}}]");
        gateway.providerSays("application/json", "{}");
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("finding-refused").doesNotContain("bob");
        assertThat(gateway.lastBody()).isEmpty();
        assertNothingStored(answer.callId());
        assertThat(gateway.event("ai.call.refused", answer.callId()).toString()).doesNotContain("bob");
        Http.Answer good = gateway.http().post("/o" + CHAT, ASKED.replace("bob@example.org", "bob"));
        assertThat(good.status()).isEqualTo(200);
    }

    @Test
    void aRequestThatCannotBeScannedForADeniedFindingStaysHere() throws Exception {
        start("clear\nrules: [{id: no-mail, deny: {findings: [email]}}]");
        gateway.providerSays("application/json", "{}");
        String deep = "{\"model\":\"m\",\"x\":" + "[".repeat(1200) + "]".repeat(1200) + "}";
        Http.Answer answer = gateway.http().post("/o" + CHAT, deep);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("finding-refused", "too-deep");
        assertThat(gateway.lastBody()).isEmpty();
        assertNothingStored(answer.callId());
    }

    @Test
    void aCallerAsksForLessAndNeverForMore() throws Exception {
        start("encrypted");
        Http.Answer less =
                gateway.http().post("/o" + CHAT, ASKED, "Chirograph-Payload: request=redacted, response=nothing");
        assertThat(new String(stored(less.callId(), ContentPart.REQUEST), UTF_8))
                .contains("[email:");
        assertThat(text(response(less), "digest", "alg")).isEqualTo("none");
        assertThat(gateway.journal().content(less.callId(), ContentPart.RESPONSE))
                .isNull();
        Http.Answer none = gateway.http().post("/o" + CHAT, ASKED, "cf-aig-collect-log-payload: false");
        assertNothingStored(none.callId());
        assertThat(text(request(none), "digest", "alg")).isEqualTo("none");
        Http.Answer more = gateway.http().post("/o" + CHAT, ASKED, "Chirograph-Payload: clear");
        assertThat(more.status()).isEqualTo(400);
        assertThat(more.text()).contains("payload-level-refused");
    }

    @Test
    void aReferenceStandsInTheEventAndNothingIsStored() throws Exception {
        start("reference");
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED, "Chirograph-Payload-Ref: urn:case:7");
        assertNothingStored(answer.callId());
        assertThat(text(request(answer), "kept", "level")).isEqualTo("reference");
        assertThat(text(request(answer), "kept", "reference")).isEqualTo("urn:case:7");
        assertThat(text(request(answer), "digest", "value")).isEqualTo(Sha256.hex(ASKED.getBytes(UTF_8)));
    }

    /// The envelope is ended over what came, so that it opens; the event says that the answer broke off.
    @ParameterizedTest
    @ValueSource(ints = {1, 3000})
    void ofAnEncryptedAnswerThatBrokeOffWhatCameOpens(int deltas) throws Exception {
        start("encrypted");
        byte[] came = DELTA.repeat(deltas).getBytes(UTF_8);
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(came);
        });
        broken("/o" + CHAT, STREAMED);
        JsonNode completed = gateway.lastCompleted();
        assertThat(text(completed, "outcome")).isEqualTo("provider-error");
        assertThat(text(completed, "reason")).isEqualTo("truncated");
        JsonNode body = completed.path("response");
        assertThat(opened(text(completed, "callId"), ContentPart.RESPONSE, body))
                .isEqualTo(came);
        assertThat(text(body, "digest", "value")).isEqualTo(Sha256.hex(came));
    }

    @Test
    void ofARedactedAnswerThatBrokeOffWhatCameIsRedacted() throws Exception {
        start("redacted");
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(DELTA.replace("hi", "ask dan@example.org now"));
        });
        broken("/o" + CHAT, STREAMED);
        JsonNode completed = gateway.lastCompleted();
        assertThat(new String(stored(text(completed, "callId"), ContentPart.RESPONSE), UTF_8))
                .contains("ask [email:")
                .doesNotContain("dan@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redacted", "encrypted", "clear"})
    void answersWithoutABodyHaveNoContent(String level) throws Exception {
        start(level);
        gateway.providerSays("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n");
        Http.Answer head = gateway.http().send("HEAD", "/o/v1/models", null);
        gateway.providerSays("HTTP/1.1 204 No Content\r\n\r\n");
        Http.Answer none = gateway.http().post("/o" + CHAT, ASKED);
        gateway.providerSays("HTTP/1.1 304 Not Modified\r\n\r\n");
        Http.Answer unchanged = gateway.http().get("/o/v1/models");
        for (Http.Answer answer : List.of(head, none, unchanged)) {
            assertThat(response(answer).has("kept")).isFalse();
            assertThat(gateway.journal().content(answer.callId(), ContentPart.RESPONSE))
                    .isNull();
        }
        assertThat(request(head).has("kept")).isFalse();
        assertThat(text(request(none), "kept", "level")).isEqualTo(level);
    }

    @Test
    void aProvidersErrorIsContentToo() throws Exception {
        start("encrypted");
        String error = "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"bad word in bob@example.org\"}}";
        gateway.providerSays("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: "
                + error.length() + "\r\n\r\n" + error);
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(opened(answer.callId(), ContentPart.RESPONSE, response(answer)))
                .isEqualTo(error.getBytes(UTF_8));
        assertThat(gateway.completed(answer).toString()).doesNotContain("bob@");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redacted", "encrypted"})
    void ofWhatIsTooLargeTheDigestIsKept(String level) throws Exception {
        start(level, "content.max-bytes=2KB");
        String large = ASKED.replace("write", "write ".repeat(1000));
        String said = "{\"id\":\"r\",\"choices\":[{\"message\":{\"content\":\"" + "word ".repeat(20_000) + "\"}}]}";
        gateway.providerSays("application/json", said);
        Http.Answer answer = gateway.http().post("/o" + CHAT, large);
        assertThat(answer.text()).isEqualTo(said);
        assertNothingStored(answer.callId());
        for (JsonNode body : List.of(request(answer), response(answer))) {
            assertThat(text(body, "kept", "level")).isEqualTo("digest");
            assertThat(text(body, "kept", "reason")).isEqualTo("too-large");
        }
        assertThat(text(response(answer), "digest", "value")).isEqualTo(Sha256.hex(said.getBytes(UTF_8)));
    }

    /// The wrapped keys of many recipients are longer than all that may be kept.
    @Test
    void whereTheKeysAloneAreTooLargeTheDigestIsKept() throws Exception {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            files.add(Certified.rsa(2048).certificateFile(directory, "rsa" + i).toString());
        }
        start("encrypted", "content.max-bytes=1KB", "content.recipients=" + String.join(",", files));
        Http.Answer answer = gateway.http().post("/o" + CHAT, ASKED);
        assertThat(answer.status()).isEqualTo(200);
        assertNothingStored(answer.callId());
        assertThat(text(request(answer), "kept", "reason")).isEqualTo("too-large");
        assertThat(text(response(answer), "kept", "reason")).isEqualTo("too-large");
    }

    @Test
    void withoutMemoryForContentACallIsRefused() throws Exception {
        startAlone("encrypted\nrules: [{id: x, when: {providers: [x]}, payload: digest}]");
        MemoryBudget memory = gateway.bean(MemoryBudget.class);
        long taken = memory.limit() - memory.spare() - memory.used();
        assertThat(memory.reserve(taken)).isTrue();
        try {
            // as much as a call takes without content, and hardly more
            while (gateway.http().get("/x/v1/models").status() != 200) {
                memory.release(STEP);
                taken -= STEP;
            }
            Http.Answer answer = gateway.http().get("/o/v1/models");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("overloaded");
            assertThat(gateway.event("ai.call.refused", answer.callId()).toString())
                    .contains("overloaded");
        } finally {
            memory.release(taken);
        }
        assertThat(gateway.http().get("/o/v1/models").status()).isEqualTo(200);
    }

    @Test
    void aRedactedAnswerForWhichTheSpoolHasNoRoomNeverEndsCleanly() throws Exception {
        startAlone("redacted");
        MemoryBudget room = gateway.bean(Spool.class).room();
        assertThat(room.reserve(room.limit())).isTrue();
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            wire.chunk(DELTA.repeat(20_000) + "data: [DONE]\n\n");
            wire.lastChunk();
        });
        broken("/o" + CHAT, STREAMED);
        JsonNode completed = gateway.lastCompleted();
        assertThat(text(completed, "reason")).isEqualTo("content-unavailable");
        assertThat(completed.path("response").has("kept")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redacted", "encrypted"})
    void aHundredCallsAtOnceHaveTheirContentEach(String level) throws Exception {
        startAlone(level);
        gateway.provider().says((connection, wire) -> {
            String asked = wire.body();
            wire.answer("200 OK", "Content-Type: application/json\r\n", asked.getBytes(UTF_8), false);
        });
        List<Future<Http.Answer>> calls = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                String asked = ASKED.replace("write", "number-" + i + "-" + "word ".repeat(i * 20));
                calls.add(callers.submit(() -> gateway.http().post("/o" + CHAT, asked)));
            }
        }
        for (int i = 0; i < 100; i++) {
            Http.Answer answer = calls.get(i).get();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("number-" + i + "-");
            for (ContentPart part : List.of(ContentPart.REQUEST, ContentPart.RESPONSE)) {
                JsonNode body = part == ContentPart.REQUEST ? request(answer) : response(answer);
                byte[] kept =
                        level.equals("encrypted") ? opened(answer.callId(), part, body) : stored(answer.callId(), part);
                assertThat(new String(kept, UTF_8)).contains("number-" + i + "-");
                if (level.equals("redacted")) {
                    assertThat(new String(kept, UTF_8)).doesNotContain("bob@");
                }
            }
        }
        assertMemoryIsBack();
    }

    private void assertMemoryIsBack() {
        assertThat(gateway.bean(Spool.class).room().used()).isZero();
        Awaitility.await().until(() -> gateway.bean(MemoryBudget.class).used() < 4 << 20);
    }

    @Test
    void everyByteOfALongEncryptedStreamIsThere() throws Exception {
        start("encrypted");
        byte[] said = (DELTA.repeat(30_000) + "data: [DONE]\n\n").getBytes(UTF_8);
        gateway.provider().says((connection, wire) -> {
            wire.request();
            wire.raw(CHUNKED);
            for (int at = 0; at < said.length; at += 7001) {
                wire.chunk(Arrays.copyOfRange(said, at, Math.min(said.length, at + 7001)));
            }
            wire.lastChunk();
        });
        Http.Answer answer = gateway.http().post("/o" + CHAT, STREAMED);
        assertThat(answer.clean()).isTrue();
        assertThat(opened(answer.callId(), ContentPart.RESPONSE, response(answer)))
                .isEqualTo(said);
    }
}
