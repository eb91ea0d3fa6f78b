package io.chirograph.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.dialect.ResponseFacts;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.sandbox.SandboxUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SandboxModelsTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    private static final String DIGEST = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static UpstreamResponse send(
            String method, String path, @Nullable String body, Duration pause, Duration idle) {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        var received = body == null
                ? null
                : ReceivedBody.ofMemory(
                        bytes, bytes.length, new Digest("sha256", null, DIGEST, bytes.length), () -> {});
        return new SandboxUpstream(pause)
                .send(new UpstreamRequest(
                        method, path, null, new Headers(), received, Duration.ofSeconds(1), idle, cancel -> {}));
    }

    private static byte[] body(UpstreamResponse answer) throws IOException {
        var all = new ByteArrayOutputStream();
        byte[] buffer = new byte[100];
        for (int n = answer.read(buffer); n >= 0; n = answer.read(buffer)) {
            all.write(buffer, 0, n);
        }
        return all.toByteArray();
    }

    private static byte[] ask(String path, String body) throws IOException {
        try (var answer = send("POST", path, body, Duration.ZERO, Duration.ofSeconds(1))) {
            assertThat(answer.status()).isEqualTo(200);
            return body(answer);
        }
    }

    private static JsonNode json(String path, String body) throws IOException {
        return JsonMapper.shared().readTree(ask(path, body));
    }

    private static ResponseFacts facts(String path, String body) throws IOException {
        var dialect = Dialects.byName("sandbox");
        try (var answer = send("POST", path, body, Duration.ZERO, Duration.ofSeconds(1));
                var reader = dialect.response(dialect.operation("POST", path), 200, answer.headers()::first)) {
            byte[] all = body(answer);
            reader.feed(all, 0, all.length);
            return reader.facts();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | \"messages\":[],\"stream_options\":{\"include_usage\":true}",
                "/v1/completions      | \"prompt\":\"x\",\"stream_options\":{\"include_usage\":true}",
                "/v1/responses        | \"input\":\"x\"",
                "/v1/messages         | \"messages\":[],\"max_tokens\":100"
            })
    void answersAreTheSameForTheSameRequestAndSayTheirUsage(String path, String rest) throws IOException {
        String whole = "{\"model\":\"any/name\"," + rest + "}";
        String streamed = "{\"model\":\"any/name\",\"stream\":true," + rest + "}";
        for (String body : new String[] {whole, streamed}) {
            assertThat(ask(path, body)).isEqualTo(ask(path, body));
            var facts = facts(path, body);
            assertThat(facts.model()).isEqualTo("any/name");
            assertThat(facts.usage().tokens().get("gen_ai.usage.input_tokens")).isPositive();
            assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isPositive();
            assertThat(facts.finishReasons()).hasSize(1);
            assertThat(facts.streamError()).isNull();
        }
        assertThat(facts(path, streamed).terminalEvent()).isTrue();
        assertThat(facts(path, streamed).texts()).hasSize(1);
        assertThat(facts(path, whole).streamed()).isFalse();
    }

    @Test
    void usageOfAChatStreamComesOnlyWhenAskedFor() throws IOException {
        var facts = facts("/v1/chat/completions", "{\"model\":\"m\",\"stream\":true," + MESSAGES + "}");
        assertThat(facts.usage().tokens().get("gen_ai.usage.output_tokens")).isNull();
        assertThat(facts.terminalEvent()).isTrue();
    }

    @Test
    void aBoundOnTokensCutsTheAnswer() throws IOException {
        assertThat(json("/v1/chat/completions", "{\"model\":\"m\",\"max_tokens\":2,\"n\":2," + MESSAGES + "}")
                        .at("/choices/1/finish_reason")
                        .stringValue())
                .isEqualTo("length");
        assertThat(facts("/v1/messages", "{\"model\":\"m\",\"max_tokens\":2,\"stream\":true," + MESSAGES + "}")
                        .finishReasons())
                .containsExactly("max_tokens");
        assertThat(facts("/v1/responses", "{\"model\":\"m\",\"max_output_tokens\":2,\"stream\":true,\"input\":\"x\"}")
                        .finishReasons())
                .containsExactly("max_output_tokens");
    }

    @Test
    void embeddingsAreAsManyAndAsLongAsAskedFor() throws IOException {
        var floats = json("/v1/embeddings", "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":5}");
        assertThat(floats.at("/data")).hasSize(2);
        assertThat(floats.at("/data/0/embedding")).hasSize(5);
        var base64 = json("/v1/embeddings", "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"base64\"}");
        assertThat(base64.at("/data/0/embedding").isString()).isTrue();
    }

    @Test
    void modelsAreListedAndAnyNameIsOne() throws IOException {
        try (var list = send("GET", "/v1/models", null, Duration.ZERO, Duration.ofSeconds(1));
                var one = send("GET", "/v1/models/meta-llama%2FLlama-3", null, Duration.ZERO, Duration.ofSeconds(1));
                var head = send("HEAD", "/v1/models", null, Duration.ZERO, Duration.ofSeconds(1))) {
            assertThat(JsonMapper.shared().readTree(body(list)).at("/data")).hasSize(2);
            assertThat(JsonMapper.shared().readTree(body(one)).at("/id").stringValue())
                    .isEqualTo("meta-llama/Llama-3");
            assertThat(head.hasBody()).isFalse();
            assertThat(head.read(new byte[1])).isEqualTo(-1);
        }
    }

    @Test
    void whatIsNoRequestIsRefusedAsAProviderWould() {
        try (var answer = send("POST", "/v1/chat/completions", "{", Duration.ZERO, Duration.ofSeconds(1));
                var nowhere = send("POST", "/v1/nowhere", "{}", Duration.ZERO, Duration.ofSeconds(1))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(nowhere.status()).isEqualTo(404);
        }
    }

    @Test
    void aPauseBeyondTheIdleTimeOutIsOneAndACancelEndsIt() {
        String body = "{\"model\":\"sandbox-slow\",\"stream\":true," + MESSAGES + "}";
        try (var slow = send("POST", "/v1/chat/completions", body, Duration.ofDays(1), Duration.ofMillis(1))) {
            Assertions.assertThatThrownBy(() -> slow.read(new byte[10])).isInstanceOf(SocketTimeoutException.class);
        }
        var cancel = new AtomicReference<Runnable>(() -> {});
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var received =
                ReceivedBody.ofMemory(bytes, bytes.length, new Digest("sha256", null, DIGEST, bytes.length), () -> {});
        var upstream = new SandboxUpstream(Duration.ofDays(1));
        try (var slow = upstream.send(new UpstreamRequest(
                "POST",
                "/v1/chat/completions",
                null,
                new Headers(),
                received,
                Duration.ofDays(1),
                Duration.ofDays(2),
                cancel::set))) {
            Objects.requireNonNull(cancel.get()).run();
            Assertions.assertThatThrownBy(() -> slow.read(new byte[10])).hasMessageContaining("cancelled");
        }
    }
}
