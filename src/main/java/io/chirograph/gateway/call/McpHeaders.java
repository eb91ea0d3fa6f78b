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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Compares what headers of the Model Context Protocol say of a message with the message itself.
/// Whoever routes or judges by a header must see what the server will do.
public final class McpHeaders {
    private static final String DIALECT = "mcp";
    private static final String METHOD = "Mcp-Method";
    private static final String NAME = "Mcp-Name";
    private static final String VERSION = "MCP-Protocol-Version";

    /// The first version in which each request says its own.
    private static final String STATELESS = "2026-07-28";

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final String ENCODED = "=?base64?";
    private static final String ENCODED_END = "?=";

    /// Longer names were cut where the body was read, by a character at most.
    private static final int KEPT = 256;

    private McpHeaders() {}

    /// @throws Refusal the body is a list of messages, a header says something else than the body, or something that
    /// the body cannot be seen to say
    public static void check(Call call, RequestFacts facts) {
        if (!call.dialect().name().equals(DIALECT)) {
            return;
        }
        if (facts.parameters().get("mcp.messages") != null) {
            throw new Refusal(
                    ErrorCode.MCP_BATCH,
                    "The body is a list of messages; each message must be a request of its own.",
                    "body",
                    null);
        }
        Headers headers = call.request().headers();
        checkVersion(call, facts);
        check(call, facts, METHOD, headers.all("mcp-method"), "mcp.method");
        Object method = facts.parameters().get("mcp.method");
        boolean isResource = method instanceof String text && text.startsWith("resources/");
        check(call, facts, NAME, headers.all("mcp-name"), isResource ? "mcp.uri" : "mcp.name");
    }

    /// Versions until 2025-11-25 do not say in the body which they are, nor do notifications.
    private static void checkVersion(Call call, RequestFacts facts) {
        List<String> values = call.request().headers().all("mcp-protocol-version");
        Object method = facts.parameters().get("mcp.method");
        boolean isNotification = method instanceof String text && text.startsWith("notifications/");
        boolean isOld = values.size() == 1
                && !(DATE.matcher(values.getFirst().strip()).matches()
                        && values.getFirst().strip().compareTo(STATELESS) >= 0);
        boolean isSaid = facts.parameters().containsKey("mcp.protocol.version")
                || facts.reading().repeated().containsKey("mcp.protocol.version");
        if (isSaid || values.size() > 1 || !(isOld || isNotification)) {
            check(call, facts, VERSION, values, "mcp.protocol.version");
        }
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
