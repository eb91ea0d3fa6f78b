package io.chirograph.gateway.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.chirograph.e2e.Http;
import io.chirograph.event.EventView;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.recording.FakeJournal;
import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.verifier.receipt.Receipt;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which responses carry a receipt, and that it promises what was recorded.
@Timeout(300)
class CallReceiptsTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: [DONE]\n\n";

    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GatewayHarness.start();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static void assertPromises(Http.Answer answer, String body) throws Exception {
        Receipt receipt = Receipt.parse(answer.header("chirograph-receipt").orElseThrow());
        EventView started = gateway.journal().events().get((int) receipt.position());

        assertThat(started.type()).isEqualTo("ai.call.started");
        assertThat(started.data().path("callId").asString("")).isEqualTo(answer.callId());
        assertThat(receipt.id()).hasToString(answer.callId());
        assertThat(receipt.time()).isEqualTo(started.time());
        assertThat(receipt.request().hex())
                .isEqualTo(HexFormat.of().formatHex(Sha256.create().digest(body.getBytes(UTF_8))));
        assertThat(receipt.isSigned()).isTrue();
        assertThat(receipt.isEndorsedBy(Ed25519Signer.ofSeed("example.com/harness", new byte[32])
                        .verifierKey()))
                .isTrue();
        assertThat(gateway.journal()
                        .events()
                        .getFirst()
                        .data()
                        .path("receiptKey")
                        .asString(""))
                .isEqualTo(receipt.key().encode());
        assertThat(receiptsOf(answer)).hasSize(1);
    }

    private static List<String> receiptsOf(Http.Answer answer) {
        return answer.headers().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("chirograph-receipt:"))
                .toList();
    }

    @Test
    void aJsonResponseCarriesOne() throws Exception {
        gateway.providerSays("application/json", "{}");

        assertPromises(gateway.http().post("/o" + CHAT, "{\"model\":\"m\"}"), "{\"model\":\"m\"}");
    }

    @Test
    void aStreamCarriesOne() throws Exception {
        gateway.providerSays(STREAM);
        String body = "{\"model\":\"m\",\"stream\":true}";

        assertPromises(gateway.http().post("/o" + CHAT, body), body);
    }

    @Test
    void aCallWithoutABodyCarriesOne() throws Exception {
        gateway.providerSays("application/json", "{\"data\":[]}");

        assertPromises(gateway.http().get("/o/v1/models"), "");
    }

    @Test
    void aProvidersErrorCarriesOneAndNoneThatTheProviderMadeUp() throws Exception {
        gateway.providerSays("HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\n"
                + "Chirograph-Receipt: example.com/harness+00000000+AAAA\r\nContent-Length: 2\r\n\r\n{}");

        Http.Answer answer = gateway.http().post("/o" + CHAT, "{\"model\":\"m\"}");

        assertThat(answer.status()).isEqualTo(429);
        assertPromises(answer, "{\"model\":\"m\"}");
    }

    @Test
    void aProviderThatDoesNotAnswerLeavesOne() throws Exception {
        Http.Answer answer = gateway.http().post("/down" + CHAT, "{\"model\":\"m\"}");

        assertThat(answer.status()).isEqualTo(502);
        assertPromises(answer, "{\"model\":\"m\"}");
    }

    @Test
    void anSdkShowsIt() throws Exception {
        gateway.providerSays("application/json", "{}");
        var client = OpenAIOkHttpClient.builder()
                .apiKey(gateway.key("acme"))
                .baseUrl("http://127.0.0.1:" + gateway.port() + "/o/v1")
                .build();
        var asked = ChatCompletionCreateParams.builder()
                .model("m")
                .addUserMessage("Hello")
                .build();
        try (var response = client.chat().completions().withRawResponse().create(asked)) {
            Receipt receipt = Receipt.parse(
                    response.headers().values("Chirograph-Receipt").getFirst());

            assertThat(receipt.id())
                    .hasToString(response.headers().values("Chirograph-Call-Id").getFirst());
            assertThat(receipt.isSigned()).isTrue();
        } finally {
            client.close();
        }
    }

    @Test
    void aRefusedCallCarriesNone() throws Exception {
        Http.Answer unknown = gateway.http().post("/nobody" + CHAT, "{}");
        Http.Answer stranger = new Http(gateway.port(), "cg_none_none").post("/o" + CHAT, "{}");

        assertThat(List.of(unknown.status(), stranger.status())).containsExactly(404, 401);
        assertThat(receiptsOf(unknown)).isEmpty();
        assertThat(receiptsOf(stranger)).isEmpty();
    }

    @Test
    void whatCannotBeRecordedCarriesNone() throws Exception {
        gateway.journal().mood(FakeJournal.Mood.FULL);
        try {
            Http.Answer answer = gateway.http().post("/o" + CHAT, "{\"model\":\"m\"}");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(receiptsOf(answer)).isEmpty();
        } finally {
            gateway.journal().mood(FakeJournal.Mood.WORKS);
        }
    }
}
