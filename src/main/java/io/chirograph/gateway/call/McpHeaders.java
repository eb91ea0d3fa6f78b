package io.chirograph.gateway.call;

import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.web.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares what headers of the Model Context Protocol say of a message with the message itself.
/// Whoever routes or judges by a header must see what the server will do.
public final class McpHeaders {
    private static final String DIALECT = "mcp";
    private static final String METHOD = "Mcp-Method";
    private static final String NAME = "Mcp-Name";
    private static final String ENCODED = "=?base64?";
    private static final String ENCODED_END = "?=";

    /// Longer names were cut where the body was read, by a character at most.
    private static final int KEPT = 256;

    private McpHeaders() {}

    /// @throws Refusal a header says something else than the body, or something that the body cannot be seen to say
    public static void check(Call call, RequestFacts facts) {
        if (!call.dialect().name().equals(DIALECT)) {
            return;
        }
        Headers headers = call.request().headers();
        check(call, facts, METHOD, headers.all("mcp-method"), "mcp.method");
        Object method = facts.parameters().get("mcp.method");
        boolean isResource = method instanceof String text && text.startsWith("resources/");
        check(call, facts, NAME, headers.all("mcp-name"), isResource ? "mcp.uri" : "mcp.name");
    }

    private static void check(Call call, RequestFacts facts, String header, List<String> values, String parameter) {
        if (values.isEmpty()) {
            return;
        }
        String said = decoded(values.getFirst().strip());
        boolean isSaid = values.size() == 1
                && call.reading(facts) == BodyFacts.Reading.WHOLE
                && !facts.reading().repeated().containsKey(parameter);
        if (!isSaid || !isSame(said, facts.parameters().get(parameter))) {
            throw new Refusal(
                    ErrorCode.MCP_HEADER_MISMATCH,
                    "The header does not say what the message in the body says.",
                    header,
                    RecordedValue.cut(values.getFirst()));
        }
    }

    private static boolean isSame(@Nullable String said, @Nullable Object inBody) {
        if (said == null || !(inBody instanceof String text)) {
            return false;
        }
        boolean isCut = text.getBytes(StandardCharsets.UTF_8).length > KEPT;
        return isCut ? said.startsWith(text) : said.equals(text);
    }

    /// What a header stands for; null for what is no such text.
    private static @Nullable String decoded(String value) {
        if (!value.startsWith(ENCODED) || !value.endsWith(ENCODED_END)) {
            return value;
        }
        try {
            int end = value.length() - ENCODED_END.length();
            return end < ENCODED.length()
                    ? null
                    : new String(
                            Base64.getDecoder().decode(value.substring(ENCODED.length(), end)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
