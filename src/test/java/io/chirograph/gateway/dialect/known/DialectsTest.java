package io.chirograph.gateway.dialect.known;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Operation.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class DialectsTest {
    private static final ErrorFacts ERROR = new ErrorFacts(
            403, "path-refused", "Path refused", "path '/x/../y' has a dot segment", "path", "/x/../y", "c-1");

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Dialects.byName("gopher"))
                .hasMessageContaining("gopher")
                .hasMessageContaining("anthropic, bedrock, cohere, gemini, generic, mcp, ollama, openai, sandbox");
    }

    @ParameterizedTest
    @CsvSource({
        "openai, POST, /v1/chat/completions, chat, chat.completions, INFERENCE",
        "openai, POST, //v1//chat/%63ompletions/, chat, chat.completions, INFERENCE",
        "openai, POST, /v1beta/openai/chat/completions, chat, chat.completions, INFERENCE",
        "openai, POST, /v1/responses, chat, responses, INFERENCE",
        "openai, POST, /v1/responses/compact, other, responses.compact, INFERENCE",
        "openai, POST, /v1/embeddings, embeddings, embeddings, INFERENCE",
        "openai, POST, /v1/completions, text_completion, completions, INFERENCE",
        "openai, GET, /v1/models/meta-llama%2FLlama-3, other, models, CATALOGUE",
        "openai, GET, /v1/models, other, models, CATALOGUE",
        "openai, POST, /v1/files, other, files, FILES",
        "openai, POST, /v1/batches, other, batches, BATCHES",
        "openai, GET, /, other, other, OTHER",
        "anthropic, POST, /v1/messages, chat, messages, INFERENCE",
        "anthropic, POST, /v1/messages/count_tokens, other, messages.count_tokens, INFERENCE",
        "anthropic, POST, /v1/messages/batches, other, messages.batches, BATCHES",
        "anthropic, GET, /v1/models, other, models, CATALOGUE",
        "cohere, POST, /v2/chat, chat, chat, INFERENCE",
        "cohere, POST, /v2/rerank, other, rerank, INFERENCE",
        "cohere, POST, /v1/embed, embeddings, embed, INFERENCE",
        "ollama, POST, /api/chat, chat, chat, INFERENCE",
        "ollama, POST, /api/embed, embeddings, embed, INFERENCE",
        "ollama, GET, /api/tags, other, tags, CATALOGUE",
        "ollama, DELETE, /api/delete, other, manage, ACCOUNT",
        "ollama, POST, /v1/chat/completions, chat, chat.completions, INFERENCE",
        "sandbox, POST, /v1/messages, chat, messages, INFERENCE",
        "sandbox, POST, /v1/responses, chat, responses, INFERENCE",
        "generic, POST, /v1/messages, other, other, OTHER"
    })
    void operationsAreKnownByMethodAndPath(
            String dialect, String method, String path, String name, String endpoint, Kind kind) {
        assertThat(Dialects.byName(dialect).operation(method, path)).isEqualTo(new Operation(name, endpoint, kind));
    }

    @Test
    void errorsAreProblemsInTheDialectsOwnShape() {
        var openAi = JsonMapper.shared().readTree(Dialects.byName("openai").error(ERROR));
        assertThat(openAi.at("/code").stringValue()).isEqualTo("path-refused");
        assertThat(openAi.at("/status").intValue()).isEqualTo(403);
        assertThat(openAi.at("/callId").stringValue()).isEqualTo("c-1");
        assertThat(openAi.at("/field").stringValue()).isEqualTo("path");
        assertThat(openAi.at("/value").stringValue()).isEqualTo("/x/../y");
        assertThat(openAi.at("/error/code").stringValue()).isEqualTo("path-refused");
        assertThat(openAi.at("/error/type").stringValue()).isEqualTo("permission_error");
        assertThat(openAi.at("/error/message").stringValue()).contains("dot segment", "c-1");

        for (String name : new String[] {"anthropic", "sandbox"}) {
            var anthropic = JsonMapper.shared().readTree(Dialects.byName(name).error(ERROR));
            assertThat(anthropic.at("/type").stringValue()).isEqualTo("error");
            assertThat(anthropic.at("/error/type").stringValue()).isEqualTo("permission_error");
            assertThat(anthropic.at("/error/message").stringValue()).contains("path-refused");
        }
        var mcp = JsonMapper.shared().readTree(Dialects.byName("mcp").error(ERROR));
        assertThat(mcp.at("/jsonrpc").stringValue()).isEqualTo("2.0");
        assertThat(mcp.at("/error/code").intValue()).isEqualTo(-32600);
        assertThat(mcp.at("/code").stringValue()).isEqualTo("path-refused");
        var generic = JsonMapper.shared().readTree(Dialects.byName("generic").error(ERROR));
        assertThat(generic.at("/type").stringValue()).isEqualTo("urn:chirograph:error:path-refused");
        assertThat(generic.has("error")).isFalse();
    }
}
