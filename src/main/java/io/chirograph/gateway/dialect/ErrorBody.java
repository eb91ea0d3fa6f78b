package io.chirograph.gateway.dialect;

import io.chirograph.web.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Error bodies: the members of RFC 9457, and a dialect's own.
public final class ErrorBody {
    /// What clients of OpenAI stop at.
    private static final String OPENAI_QUOTA = "insufficient_quota";

    private static final String TYPE = "urn:chirograph:error:";

    private ErrorBody() {}

    /// The members of RFC 9457 and ours.
    public static Map<String, @Nullable Object> problem(ErrorFacts error) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("type", TYPE + error.code());
        members.put("title", error.title());
        members.put("status", error.status());
        members.put("detail", error.detail());
        members.put("instance", "urn:uuid:" + error.callId());
        members.put("code", error.code());
        if (error.field() != null) {
            members.put("field", error.field());
        }
        if (error.value() != null) {
            members.put("value", error.value());
        }
        members.put("callId", error.callId());
        if (error.resetAt() != null) {
            members.put("reset_at", error.resetAt());
        }
        return members;
    }

    /// What OpenAI's SDKs read.
    public static Map<String, @Nullable Object> openAi(ErrorFacts error) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        boolean isQuota = error.code().equals(ErrorCode.QUOTA_EXHAUSTED.code());
        members.put("message", message(error));
        members.put(
                "type",
                switch (error.status()) {
                    case 401 -> "authentication_error";
                    case 403 -> "permission_error";
                    case 429 -> isQuota ? OPENAI_QUOTA : "rate_limit_error";
                    default -> error.status() >= 500 ? "server_error" : "invalid_request_error";
                });
        members.put("param", error.field());
        members.put("code", isQuota ? OPENAI_QUOTA : error.code());
        return members;
    }

    /// What Google's SDKs read.
    public static Map<String, @Nullable Object> gemini(ErrorFacts error) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("code", error.status());
        members.put("message", message(error));
        members.put(
                "status",
                switch (error.status()) {
                    case 401 -> "UNAUTHENTICATED";
                    case 403 -> "PERMISSION_DENIED";
                    case 404 -> "NOT_FOUND";
                    case 429 -> "RESOURCE_EXHAUSTED";
                    case 503 -> "UNAVAILABLE";
                    case 504 -> "DEADLINE_EXCEEDED";
                    default -> error.status() >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
                });
        return members;
    }

    /// What Anthropic's SDKs read.
    public static Map<String, @Nullable Object> anthropic(ErrorFacts error) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put(
                "type",
                switch (error.status()) {
                    case 401 -> "authentication_error";
                    case 403 -> "permission_error";
                    case 404 -> "not_found_error";
                    case 413 -> "request_too_large";
                    case 429 -> "rate_limit_error";
                    case 504 -> "timeout_error";
                    default -> error.status() >= 500 ? "api_error" : "invalid_request_error";
                });
        members.put("message", message(error));
        return members;
    }

    /// One line that names the code too: some SDKs show nothing else.
    public static String message(ErrorFacts error) {
        return error.title() + ": " + error.detail() + " (" + error.code() + ", call " + error.callId() + ")";
    }

    public static byte[] bytes(Map<String, @Nullable Object> members) {
        return JsonMapper.shared().writeValueAsBytes(members);
    }
}
