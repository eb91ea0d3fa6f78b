package io.chirograph.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.dialect.Operation.Kind;
import io.chirograph.gateway.dialect.known.Dialects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {
    private static final Map<String, EndpointTable> TABLES = Map.of(
            "openai", EndpointTable.OPENAI,
            "anthropic", EndpointTable.ANTHROPIC,
            "gemini", EndpointTable.GEMINI,
            "bedrock", EndpointTable.BEDROCK,
            "cohere", EndpointTable.COHERE,
            "ollama", EndpointTable.OLLAMA);

    @ParameterizedTest
    @CsvSource({
        "openai, GET, /v1/chat/completions, STATE,",
        "openai, DELETE, /v1/chat/completions/chatcmpl_1, STATE, chatcmpl_1",
        "openai, GET, /v1/responses/resp_1, STATE, resp_1",
        "openai, HEAD, /v1/responses/resp_1, STATE, resp_1",
        "openai, PUT, /v1/responses/resp_1, OTHER,",
        "openai, POST, /v1/files, FILES,",
        "openai, GET, /v1/files/file-1/content, STATE, file-1",
        "openai, POST, /v1/vector_stores/vs_1/files, STATE, vs_1 files",
        "openai, POST, /v1/threads/runs, STATE,",
        "openai, POST, /v1/threads/th_1/runs/run_1/cancel, STATE, th_1 runs run_1 cancel",
        "openai, POST, /v1/fine_tuning/jobs/ft_1/cancel, STATE, ft_1 cancel",
        "openai, POST, /v1/fine_tuning/checkpoints/x/permissions, ACCOUNT,",
        "openai, POST, /v1/realtime/client_secrets, MINTING,",
        "openai, POST, /v1/realtime/transcription_sessions, MINTING,",
        "openai, POST, /v1/realtime/calls, MINTING,",
        "openai, GET, /v1/organization/admin_api_keys, ACCOUNT,",
        "openai, GET, /api/v1/models/meta/llama/endpoints, CATALOGUE,",
        "openai, DELETE, /v1/models/ft-1, STATE, ft-1",
        "openai, POST, /v1/models, OTHER,",
        "openai, POST, /v1/images/edits, INFERENCE,",
        "openai, POST, /v1/images/unheard-of, OTHER,",
        "openai, POST, /v1/FILES, FILES,",
        "openai, POST, /v1/\uff46iles, FILES,",
        "gemini, POST, /v1beta/Models/g:BatchGenerateContent, BATCHES,",
        "gemini, POST, /v1beta/files:REGISTER, STATE,",
        "openai, GET, /v1/Files/file-A;x=1, STATE, file-A",
        "openai, GET, /v1%2Ffiles%2Ffile-1, STATE, file-1",
        "openai, GET, /v1/organiz%2561tion/users, ACCOUNT,",
        "openai, POST, /v1/Chat/Completions, OTHER,",
        "openai, POST, /v1/chat/completions;x=1, OTHER,",
        "openai, GET, /v1/models/a%2Ffiles, CATALOGUE,",
        "openai, GET, /v1/else, OTHER,",
        "anthropic, GET, /v1/messages/batches/b_1/results, STATE, b_1",
        "anthropic, POST, /v1/messages/batches, BATCHES,",
        "anthropic, GET, /v1/files/file_1, STATE, file_1",
        "anthropic, GET, /v1/organizations/me, ACCOUNT,",
        "anthropic, POST, /v1/oauth/token, MINTING,",
        "anthropic, POST, /v1/experimental/generate_prompt, OTHER,",
        "gemini, POST, /v1alpha/auth_tokens, MINTING,",
        "gemini, GET, /v1beta/files/abc, STATE, files/abc",
        "gemini, GET, /v1beta/files/abc:download, STATE, files/abc",
        "gemini, POST, /upload/v1beta/files, FILES,",
        "gemini, PATCH, /v1beta/cachedContents/c, STATE, cachedContents/c",
        "gemini, GET, /v1beta/models, CATALOGUE,",
        "gemini, POST, /v1beta/openai/chat/completions, INFERENCE,",
        "gemini, POST, /v1beta/models/gemini-pro:unheardOf, OTHER,",
        "bedrock, GET, /foundation-models, CATALOGUE,",
        "bedrock, POST, /guardrails, ACCOUNT,",
        "bedrock, GET, /async-invoke, STATE,"
    })
    void everyEndpointHasAClassAndNamesWhatItIsAbout(
            String dialect, String method, String path, Kind kind, String ids) {
        Operation operation = Dialects.byName(dialect).operation(method, path);
        assertThat(operation.kind()).isEqualTo(kind);
        assertThat(operation.ids()).isEqualTo(ids == null ? List.of() : List.of(ids.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        "openai, /openai/deployments/my-gpt/chat/completions, my-gpt, chat.completions",
        "openai, /openai/deployments/files/chat/completions, files, chat.completions",
        "openai, /OpenAI/Deployments/GPT-4/chat/completions, GPT-4, chat.completions",
        "openai, /openai/deployments;x=1/gpt-4/chat/completions, gpt-4, chat.completions",
        "openai, /openai/deployments%2Fgpt-4/chat/completions, gpt-4, chat.completions",
        "openai, /openai/deployments/whisper/audio/transcriptions, whisper, audio",
        "gemini, /v1beta/models/gemini-2.5-pro:generateContent, gemini-2.5-pro, models.generateContent",
        "gemini, /v1beta/models/gemini-2.5-pro%3AstreamGenerateContent, gemini-2.5-pro, models.streamGenerateContent",
        "gemini, /v1/projects/p/locations/l/publishers/google/models/gemini:predict, gemini, models.predict",
        "bedrock, /model/anthropic.claude-v1%3A0/invoke, anthropic.claude-v1:0, invoke",
        "bedrock, /model/arn%3Aaws%3Abedrock%3Ax%2Fy/converse-stream, arn:aws:bedrock:x/y, converse-stream"
    })
    void modelsAreReadFromPaths(String dialect, String path, String model, String endpoint) {
        Operation operation = Dialects.byName(dialect).operation("POST", path);
        assertThat(operation.kind()).isEqualTo(Kind.INFERENCE);
        assertThat(operation.model()).isEqualTo(model);
        assertThat(operation.endpoint()).isEqualTo(endpoint);
    }

    @Test
    void theDocumentListsEveryEndpoint() throws IOException {
        String document = Files.readString(Path.of("docs/operations.md"));
        TABLES.forEach((dialect, table) -> {
            int from = document.indexOf("## Dialect `" + dialect + "`");
            assertThat(from).as(dialect).isPositive();
            int to = document.indexOf("\n## ", from + 1);
            assertThat(document.substring(from, to < 0 ? document.length() : to).lines())
                    .as(dialect)
                    .containsSequence(table.rows.stream()
                            .map(row -> "| %s | %s | `%s` |"
                                    .formatted(
                                            row.kind().operationClass().wire(),
                                            row.methods().isEmpty() ? "any" : String.join(", ", row.methods()),
                                            "…/" + String.join("/", row.pattern())))
                            .toList());
        });
    }
}
