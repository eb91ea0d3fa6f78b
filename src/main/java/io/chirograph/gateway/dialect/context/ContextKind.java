package io.chirograph.gateway.dialect.context;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a place of a request body says of the model's context.
public enum ContextKind {
    /// Nothing.
    NONE("none", ""),
    RESPONSE("previous", "previousResponses"),
    CONVERSATION("conversation", "conversations"),
    PROMPT("prompt", "prompts"),
    PROMPT_VERSION("prompt-version", "promptVersions"),
    FILE("file", "files"),
    /// An answer, or a part of one, that the provider keeps.
    ITEM("item", "items"),
    STORE("store", "vectorStores"),
    CONTAINER("container", "containers"),
    /// An agent, assistant, thread or environment.
    AGENT("agent", "agents"),
    SKILL("own-skill", "skills"),
    CACHE("cache", "caches"),
    /// The type of a tool, which the provider knows or runs unless the body defines it.
    TOOL("tool", "tools"),
    /// Something whose presence is a tool that the provider knows.
    TOOL_NAMED("has-tool", "tools"),
    /// A member of a tool by which the provider knows it.
    TOOL_MEMBER("other-tools", "tools"),
    /// A file's name, or a URL.
    FILE_OR_URL("file-url", "files"),
    URL("url", ""),
    /// What the provider alone can open.
    SEALED("sealed", ""),
    SYSTEM("system", ""),
    /// Who speaks in a message; it decides whether its `TURN` belongs to the system prompt.
    ROLE("role", ""),
    TURN("turn", ""),
    /// A member that no row knows.
    MEMBER("members", "");

    private static final Map<String, ContextKind> BY_WORD =
            Stream.of(values()).collect(Collectors.toMap(kind -> kind.word, Function.identity()));

    private final String word;
    final String list;

    ContextKind(String word, String list) {
        this.word = word;
        this.list = list;
    }

    /// The kind that a row of a request table begins with; null for none of them.
    public static @Nullable ContextKind named(String word) {
        return BY_WORD.get(word);
    }

    /// Whether strings there are read piece by piece.
    public boolean isText() {
        return this == FILE_OR_URL || this == URL || this == SYSTEM || this == TURN;
    }
}
