package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(Stage.class)
@Tag("slow")
class SdkIT {
    private static OpenAIClient openAi(Stage stage, String provider, String key) {
        return OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(stage.gateway().url("/" + provider + "/v1"))
                .maxRetries(2)
                .build();
    }

    private static OpenAIClient openAi(Stage stage, String provider) throws IOException {
        return openAi(stage, provider, stage.gateway().key());
    }

    private static AnthropicClient anthropic(Stage stage, String provider, String key) {
        return AnthropicOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(stage.gateway().url("/" + provider))
                .maxRetries(2)
                .build();
    }

    private static AnthropicClient anthropic(Stage stage, String provider) throws IOException {
        return anthropic(stage, provider, stage.gateway().key());
    }

    private static ChatCompletionCreateParams chat(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Hello")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
    }

    private static ChatCompletionCreateParams plainChat(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Hello")
                .build();
    }

    private static MessageCreateParams message(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(1000)
                .addUserMessage("Hello")
                .build();
    }

    private static ResponseCreateParams response(String model) {
        return ResponseCreateParams.builder().model(model).input("Hello").build();
    }

    private static String streamed(OpenAIClient client, ChatCompletionCreateParams params) {
        var text = new StringBuilder();
        try (var stream = client.chat().completions().createStreaming(params)) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .forEach(choice -> choice.delta().content().ifPresent(text::append));
        }
        return text.toString();
    }

    private static String streamed(OpenAIClient client, ResponseCreateParams params) {
        var text = new StringBuilder();
        try (var stream = client.responses().createStreaming(params)) {
            stream.stream().forEach(event -> event.outputTextDelta().ifPresent(delta -> text.append(delta.delta())));
        }
        return text.toString();
    }

    private static String streamed(AnthropicClient client, MessageCreateParams params) {
        var text = new StringBuilder();
        try (var stream = client.messages().createStreaming(params)) {
            stream.stream()
                    .forEach(event -> event.contentBlockDelta()
                            .flatMap(delta -> delta.delta().text())
                            .ifPresent(delta -> text.append(delta.text())));
        }
        return text.toString();
    }

    /// The completed event of the last call that asked for this model.
    private static JsonNode lastCompleted(Stage stage, String model) throws IOException {
        var journal = stage.gateway().journal();
        String callId = journal.events().stream()
                .map(event -> event.at("/data"))
                .filter(data -> data.path("gen_ai.request.model").isString()
                        && data.path("gen_ai.request.model").stringValue().equals(model))
                .map(data -> data.at("/callId").stringValue())
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no call of " + model));
        return journal.completed(callId);
    }

    @Test
    void openAiAgainstTheSandbox(Stage stage) throws IOException {
        var openAi = openAi(stage, "sandbox");
        var completion = openAi.chat().completions().create(plainChat("sdk-chat"));
        assertThat(completion.choices().getFirst().message().content().orElseThrow())
                .startsWith("Sandbox answer");
        var event = lastCompleted(stage, "sdk-chat");
        assertThat(event.path("outcome").stringValue()).isEqualTo("ok");
        assertThat(event.path("gen_ai.usage.output_tokens").longValue())
                .isEqualTo(completion.usage().orElseThrow().completionTokens());

        assertThat(streamed(openAi, chat("sdk-chat-stream"))).startsWith("Sandbox answer");
        event = lastCompleted(stage, "sdk-chat-stream");
        assertThat(event.path("outcome").stringValue()).isEqualTo("ok");
        assertThat(event.path("gen_ai.usage.output_tokens").longValue()).isPositive();
        assertThat(event.path("terminalEvent").booleanValue()).isTrue();

        assertThat(openAi.responses().create(response("sdk-responses")).output())
                .hasSize(1);
        assertThat(streamed(openAi, response("sdk-responses-stream"))).startsWith("Sandbox answer");
        assertThat(lastCompleted(stage, "sdk-responses-stream").path("outcome").stringValue())
                .isEqualTo("ok");

        var embeddings = openAi.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("sdk-embed")
                        .input("x")
                        .dimensions(8)
                        .build());
        assertThat(embeddings.data().getFirst().embedding()).hasSize(8);
        assertThat(openAi.models().list().items()).hasSize(2);
        assertThat(openAi.models().retrieve("meta-llama/Llama-3").id()).isEqualTo("meta-llama/Llama-3");
    }

    @Test
    void anthropicAgainstTheSandbox(Stage stage) throws IOException {
        var anthropic = anthropic(stage, "sandbox");
        var message = anthropic.messages().create(message("sdk-message"));
        assertThat(message.content().getFirst().asText().text()).startsWith("Sandbox answer");
        var event = lastCompleted(stage, "sdk-message");
        assertThat(event.path("outcome").stringValue()).isEqualTo("ok");
        assertThat(event.path("gen_ai.usage.output_tokens").longValue())
                .isEqualTo(message.usage().outputTokens());

        assertThat(streamed(anthropic, message("sdk-message-stream"))).startsWith("Sandbox answer");
        event = lastCompleted(stage, "sdk-message-stream");
        assertThat(event.path("terminalEvent").booleanValue()).isTrue();
        assertThat(event.path("gen_ai.usage.output_tokens").longValue()).isPositive();
        assertThat(anthropic.models().list().items()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "normal",
                "one-byte",
                "crlf",
                "pings",
                "no-close",
                "megabyte-lines",
                "gzip",
                "interim",
                "stale",
                "until-close"
            })
    void streamsOfEveryKindReachTheSdksWhole(String scenario, Stage stage) throws IOException {
        String model = "standin:" + scenario;
        for (String kind : new String[] {"chat", "responses", "messages"}) {
            String text = switch (kind) {
                case "chat" -> streamed(openAi(stage, "standin"), chat(model));
                case "responses" -> streamed(openAi(stage, "standin"), response(model));
                default -> streamed(anthropic(stage, "standin-a"), message(model));
            };
            assertThat(text).as(kind).startsWith("wörd0 ").contains("wörd19 ");
            var event = lastCompleted(stage, model);
            assertThat(event.path("outcome").stringValue()).as(kind).isEqualTo("ok");
            assertThat(event.path("terminalEvent").booleanValue()).as(kind).isTrue();
            assertThat(event.path("gen_ai.usage.output_tokens").longValue())
                    .as(kind)
                    .isEqualTo(20);
            assertThat(event.path("gen_ai.response.model").stringValue()).isEqualTo("standin-1");
            assertThat(event.path("providerRequestId").stringValue()).startsWith("standin-");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"normal", "gzip", "interim", "slow-bytes", "huge-headers"})
    void answersOfEveryKindReachTheSdksWhole(String scenario, Stage stage) throws IOException {
        String model = "standin:" + scenario;
        var openAi = openAi(stage, "standin");
        var anthropic = anthropic(stage, "standin-a");
        assertThat(openAi.chat()
                        .completions()
                        .create(plainChat(model))
                        .choices()
                        .getFirst()
                        .message()
                        .content()
                        .orElseThrow())
                .contains("wörd19");
        assertThat(lastCompleted(stage, model)
                        .path("gen_ai.usage.output_tokens")
                        .longValue())
                .isEqualTo(20);
        assertThat(anthropic.messages().create(message(model)).usage().outputTokens())
                .isEqualTo(20);
        assertThat(lastCompleted(stage, model).path("outcome").stringValue()).isEqualTo("ok");
    }

    @Test
    void anErrorInsideAStreamReachesTheSdkAndTheTrail(Stage stage) throws IOException {
        var openAi = openAi(stage, "standin");
        var error = catchThrowableOfType(OpenAIException.class, () -> streamed(openAi, chat("standin:stream-error")));
        assertThat(error).isNotNull();
        assertThat(lastCompleted(stage, "standin:stream-error").path("outcome").stringValue())
                .isEqualTo("provider-error");
        var anthropic = anthropic(stage, "standin-a");
        var refusal = catchThrowableOfType(
                AnthropicServiceException.class, () -> streamed(anthropic, message("standin:stream-error")));
        assertThat(refusal).hasMessageContaining("standin is overloaded");
        assertThat(lastCompleted(stage, "standin:stream-error").path("outcome").stringValue())
                .isEqualTo("provider-error");
    }

    @Test
    void ourErrorsAreShownByTheSdks(Stage stage) {
        var openAi = openAi(stage, "sandbox", "cg_none_wrong");
        var error = catchThrowableOfType(
                OpenAIServiceException.class, () -> openAi.chat().completions().create(plainChat("m")));
        assertThat(error.statusCode()).isEqualTo(401);
        assertThat(error.code()).hasValue("key-unknown");
        assertThat(error).hasMessageContaining("Gateway key not accepted");
        for (String provider : new String[] {"sandbox", "standin-a"}) {
            var anthropic = anthropic(stage, provider, "cg_none_wrong");
            var refusal = catchThrowableOfType(
                    AnthropicServiceException.class, () -> anthropic.messages().create(message("m")));
            assertThat(refusal.statusCode()).isEqualTo(401);
            assertThat(String.valueOf(refusal.body())).contains("key-unknown");
            assertThat(refusal).hasMessageContaining("Gateway key not accepted");
        }
    }

    @Test
    void aProviderThatCannotBeReachedIsNamedToTheSdk(Stage stage) throws IOException {
        var openAi = openAi(stage, "down").withOptions(options -> options.maxRetries(0));
        var error = catchThrowableOfType(
                OpenAIServiceException.class, () -> openAi.chat().completions().create(plainChat("sdk-down")));
        assertThat(error.statusCode()).isEqualTo(502);
        assertThat(error).hasMessageContaining("down");
        assertThat(lastCompleted(stage, "sdk-down").path("outcome").stringValue())
                .isEqualTo("provider-error");
    }

    @Test
    void aProvidersRefusalPassesAndIsAskedForOnce(Stage stage) throws IOException {
        var openAi = openAi(stage, "standin");
        int before = stage.standin().requests("/v1/chat").size();
        var error = catchThrowableOfType(
                OpenAIServiceException.class,
                () -> openAi.chat().completions().create(plainChat("standin:rate-limited")));
        assertThat(error.statusCode()).isEqualTo(429);
        assertThat(error).hasMessageContaining("slow down");
        assertThat(stage.standin().requests("/v1/chat")).hasSize(before + 1);
    }
}
