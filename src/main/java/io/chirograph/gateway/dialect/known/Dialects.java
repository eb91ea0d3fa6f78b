package io.chirograph.gateway.dialect.known;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.GenericDialect;
import io.chirograph.gateway.dialect.anthropic.AnthropicDialect;
import io.chirograph.gateway.dialect.bedrock.BedrockDialect;
import io.chirograph.gateway.dialect.cohere.CohereDialect;
import io.chirograph.gateway.dialect.gemini.GeminiDialect;
import io.chirograph.gateway.dialect.mcp.McpDialect;
import io.chirograph.gateway.dialect.ollama.OllamaDialect;
import io.chirograph.gateway.dialect.openai.OpenAiDialect;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The dialects by name: `openai`, `anthropic`, `gemini`, `bedrock`, `cohere`, `ollama`, `mcp`, `generic`, `sandbox`.
public final class Dialects {
    private static final Map<String, Dialect> BY_NAME = Stream.of(
                    new OpenAiDialect(),
                    new AnthropicDialect(),
                    new GeminiDialect(),
                    new BedrockDialect(),
                    new CohereDialect(),
                    new OllamaDialect(),
                    new McpDialect(),
                    new GenericDialect(),
                    new SandboxDialect())
            .collect(Collectors.toMap(Dialect::name, Function.identity(), (a, b) -> a, TreeMap::new));

    private Dialects() {}

    /// @throws IllegalArgumentException for a name that is none of them
    public static Dialect byName(String name) {
        Dialect dialect = BY_NAME.get(name);
        if (dialect == null) {
            throw new IllegalArgumentException(
                    "dialect must be one of " + String.join(", ", BY_NAME.keySet()) + ", was '" + name + "'");
        }
        return dialect;
    }
}
