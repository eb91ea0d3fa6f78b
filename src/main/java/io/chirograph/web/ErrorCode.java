package io.chirograph.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// Every refusal of the program's own, by the code that programs decide by.
///
/// A code never changes its meaning, and each has a line in `docs/errors.md`. Two constants share a code where it has
/// two statuses or titles.
public enum ErrorCode {
    // Model calls: who calls.
    KEY_MISSING("key-missing", 401, "No gateway key"),
    KEY_AMBIGUOUS("key-ambiguous", 401, "Two different keys"),
    KEY_MISPLACED("key-misplaced", 400, "Gateway key in the wrong place"),
    KEY_UNKNOWN("key-unknown", 401, "Gateway key not accepted"),
    KEY_DISABLED("key-disabled", 401, "Gateway key not accepted"),
    KEY_EXPIRED("key-expired", 401, "Gateway key not accepted"),
    ADDRESS_REFUSED("address-refused", 403, "Gateway key not accepted"),
    CREDENTIAL_AMBIGUOUS("credential-ambiguous", 400, "Several provider credentials"),
    TICKET_INVALID("ticket-invalid", 401, "Upload ticket not accepted"),
    TOKEN_INVALID("token-invalid", 401, "Token not accepted"),
    USER_TOKEN_INVALID("user-token-invalid", 401, "End user's token not accepted"),
    ISSUER_UNAVAILABLE("issuer-unavailable", 503, "Token cannot be checked", 5),
    FORWARDED_AMBIGUOUS("forwarded-ambiguous", 400, "Two different sources"),

    // Model calls: what the request is and where it goes.
    PATH_REFUSED("path-refused", 400, "Path refused"),
    PROVIDER_UNKNOWN("provider-unknown", 404, "No such provider"),
    PROVIDER_INACTIVE("provider-inactive", 404, "Provider not active"),
    WEBSOCKET_UNSUPPORTED("websocket-unsupported", 426, "WebSockets not supported"),
    CROSS_ORIGIN_REFUSED("cross-origin-refused", 403, "Cross-origin calls refused"),
    METADATA_INVALID("metadata-invalid", 400, "Metadata not accepted"),
    MCP_BATCH("mcp-batch", 400, "Several messages in one request"),
    MCP_HEADER_MISMATCH("mcp-header-mismatch", 400, "Header and message disagree"),
    BATCH_LINE_INVALID("batch-line-invalid", 400, "Line of a batch not accepted"),
    BATCH_LINES_UNKNOWN("batch-lines-unknown", 400, "Lines of the batch not known"),
    BATCH_TOO_LARGE("batch-too-large", 400, "Too many lines in a batch"),
    CACHE_TTL_INVALID("cache-ttl-invalid", 400, "Age of cached answers not accepted"),
    TARGET_HEADER_REFUSED("target-header-refused", 400, "Target header refused"),
    TIMEOUT_INVALID("timeout-invalid", 400, "Time-out not accepted"),
    BODY_TOO_LARGE("body-too-large", 413, "Request body too large"),
    BODY_EXPANDS("body-expands", 413, "Request body expands too much"),
    REQUEST_INCOMPLETE("request-incomplete", 400, "Request body incomplete"),
    /// What Tomcat's parser refuses has another status of 400 or above.
    REQUEST_MALFORMED("request-malformed", 400, "Request not understood"),
    REQUEST_TIMEOUT("request-timeout", 408, "Request too slow", 1),

    // Model calls: policy and switches.
    PAYLOAD_LEVEL_REFUSED("payload-level-refused", 400, Titles.POLICY),
    PAYLOAD_REF_INVALID("payload-ref-invalid", 400, "Reference not accepted"),
    DATA_CLASS_MALFORMED("data-class-refused", 400, Titles.POLICY),
    DATA_CLASS_REFUSED("data-class-refused", 403, Titles.POLICY),
    PROVIDER_REFUSED("provider-refused", 403, Titles.POLICY),
    OPERATION_REFUSED("operation-refused", 403, Titles.POLICY),
    OPERATION_UNKNOWN("operation-unknown", 403, Titles.POLICY),
    RESIDENCY_REFUSED("residency-refused", 403, Titles.POLICY),
    END_USER_REQUIRED("end-user-required", 403, Titles.POLICY),
    METADATA_REQUIRED("metadata-required", 403, Titles.POLICY),
    MODEL_REFUSED("model-refused", 403, Titles.POLICY),
    MODEL_UNREADABLE("model-unreadable", 400, Titles.POLICY),
    ENCODING_UNSUPPORTED("encoding-unsupported", 415, Titles.POLICY),
    PARAMETER_REFUSED("parameter-refused", 403, Titles.POLICY),
    FINDING_REFUSED("finding-refused", 403, Titles.POLICY),
    /// The model is an alias, which cannot be replaced in an encoded body.
    ALIAS_ENCODING_UNSUPPORTED("encoding-unsupported", 415, "Encoding not accepted"),
    /// A model is stopped, and which one a call asks for cannot be read.
    MODEL_UNKNOWN("model-unreadable", 400, "Model not known"),
    SWITCHED_OFF("switched-off", 503, "Switched off"),

    // Model calls: limits and budgets.
    RATE_LIMITED("rate-limited", 429, "Rate limit reached", 1),
    QUOTA_EXHAUSTED("quota-exhausted", 429, "Quota exhausted"),
    CONCURRENCY_LIMITED("concurrency-limited", 429, "Too many calls at once", 1),
    PRICE_UNKNOWN("price-unknown", 403, "Model without a price"),
    OPERATION_UNMETERED("operation-unmetered", 403, "Operation that cannot be metered"),

    // Model calls: what tenants have at providers.
    NOT_FOUND("not-found", 404, "Not found"),
    RECEIPT_PENDING("receipt-pending", 404, "Receipt not provable yet", 5),
    LIST_REFUSED("list-refused", 403, "List refused"),
    BODY_UNREADABLE("body-unreadable", 400, "Request body not readable"),
    STATE_UNAVAILABLE("state-unavailable", 503, "State unavailable", 5),

    // Applications' events.
    MEDIA_TYPE_UNSUPPORTED("media-type-unsupported", 415, "Media type not supported"),
    EVENT_INVALID("event-invalid", 400, "Event not accepted"),
    EVENT_TYPE_UNKNOWN("event-type-unknown", 400, "No such type of event"),
    EVENT_TOO_LARGE("event-too-large", 413, "Event too large"),
    EVENTS_TOO_MANY("events-too-many", 413, "Too many events at once"),
    IDEMPOTENCY_KEY_INVALID("idempotency-key-invalid", 400, "Idempotency key not accepted"),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "Idempotency key used for another body"),

    // Model calls: the gateway itself.
    OVERLOADED("overloaded", 503, "Gateway overloaded", 2),
    SPOOL_UNAVAILABLE("spool-unavailable", 503, "Request body cannot be kept", 5),
    SPOOL_FULL("spool-full", 503, "No room for the request body", 5),
    RECORDING_UNAVAILABLE("recording-unavailable", 503, "Recording unavailable", 1),
    CIRCUIT_OPEN("circuit-open", 503, "Provider failing", 1),
    PROVIDER_BUSY("provider-busy", 503, "Provider busy", 1),
    INTERNAL_ERROR("internal-error", 500, "Internal error"),

    // Providers that gave no response.
    /// No connection; nothing was sent.
    CONNECT_FAILED("connect-failed", 502, Titles.UNREACHABLE),
    /// No connection within the time-out; nothing was sent.
    CONNECT_TIMEOUT("connect-timeout", 502, Titles.UNREACHABLE),
    /// The connection broke while the request was sent or before the head of the response was whole.
    CONNECTION_BROKEN("connection-broken", 502, Titles.UNREACHABLE),
    /// The head of the response is not HTTP as this gateway reads it.
    MALFORMED_ANSWER("malformed-answer", 502, Titles.UNREACHABLE),
    /// The head of the response has more or longer fields than this gateway passes on.
    ANSWER_HEAD_TOO_LARGE("answer-head-too-large", 502, Titles.UNREACHABLE),
    /// There is nothing to sign the request with; nothing was sent.
    CREDENTIAL_UNAVAILABLE("credential-unavailable", 502, Titles.UNREACHABLE),
    /// All connections to the provider are in use.
    CONNECTIONS_EXHAUSTED("connections-exhausted", 502, Titles.UNREACHABLE),
    /// The provider took no byte of the request for too long.
    SEND_TIMEOUT("send-timeout", 504, Titles.SLOW),
    /// No head of a response within the time-out.
    FIRST_BYTE_TIMEOUT("first-byte-timeout", 504, Titles.SLOW),

    // Auditors and operators: who enters.
    TOKEN_MISSING("token-missing", HttpStatus.UNAUTHORIZED),
    SIGN_IN_UNKNOWN("sign-in-unknown", HttpStatus.BAD_REQUEST),
    SIGN_IN_REFUSED("sign-in-refused", HttpStatus.UNAUTHORIZED),
    SESSION_ENDED("session-ended", HttpStatus.UNAUTHORIZED),
    FORM_REFUSED("form-refused", HttpStatus.FORBIDDEN),
    LINK_ENDED("link-ended", HttpStatus.GONE),
    ROLES_EXCLUSIVE("roles-exclusive", HttpStatus.FORBIDDEN),
    ROLE_MISSING("role-missing", HttpStatus.FORBIDDEN),
    MFA_REQUIRED("mfa-required", HttpStatus.FORBIDDEN),
    SCOPE_MISSING("scope-missing", HttpStatus.FORBIDDEN),
    SCOPE_REFUSED("scope-refused", HttpStatus.FORBIDDEN),

    // Auditors and operators: what is asked.
    ROLE_ABSENT("role-absent", HttpStatus.NOT_FOUND),
    METHOD_NOT_ALLOWED("method-not-allowed", HttpStatus.METHOD_NOT_ALLOWED),
    /// Further client errors of the framework have their own status.
    BAD_REQUEST("bad-request", HttpStatus.BAD_REQUEST),
    BAD_QUERY("bad-query", HttpStatus.BAD_REQUEST),
    BAD_VALUE("bad-value", HttpStatus.BAD_REQUEST),
    UNKNOWN_PARAMETER("unknown-parameter", HttpStatus.BAD_REQUEST),
    DUPLICATE_PARAMETER("duplicate-parameter", HttpStatus.BAD_REQUEST),
    POPULATION_TOO_LARGE("population-too-large", HttpStatus.BAD_REQUEST),
    RANGE_REFUSED("range-refused", HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE),
    EVIDENCE_TOO_LARGE("evidence-too-large", HttpStatus.BAD_REQUEST),

    // Readers of content.
    REASON_MISSING("reason-missing", HttpStatus.BAD_REQUEST),
    GRANT_MISSING("grant-missing", HttpStatus.FORBIDDEN),
    GRANT_REFUSED("grant-refused", HttpStatus.FORBIDDEN),
    GRANTS_FAILED("grants-failed", HttpStatus.INTERNAL_SERVER_ERROR),
    CONTENT_NONE("content-none", HttpStatus.NOT_FOUND),
    CONTENT_PENDING("content-pending", HttpStatus.NOT_FOUND),
    CONTENT_EXPIRED("content-expired", HttpStatus.GONE),
    CONTENT_ERASED("content-erased", HttpStatus.GONE),
    CONTENT_UNAVAILABLE("content-unavailable", HttpStatus.SERVICE_UNAVAILABLE),
    CONTENT_TOO_LARGE("content-too-large", HttpStatus.BAD_REQUEST),
    CONTENT_DAMAGED("content-damaged", HttpStatus.INTERNAL_SERVER_ERROR),

    // Retention managers: erasures.
    ERASURE_HELD("erasure-held", HttpStatus.CONFLICT),
    ERASURE_DIFFERS("erasure-differs", HttpStatus.CONFLICT),
    ERASURE_FAILED("erasure-failed", HttpStatus.INTERNAL_SERVER_ERROR),

    // Auditors and operators: what cannot be done.
    INDEX_REBUILDING("index-rebuilding", HttpStatus.SERVICE_UNAVAILABLE),
    INDEX_UNAVAILABLE("index-unavailable", HttpStatus.SERVICE_UNAVAILABLE),
    ARCHIVE_UNAVAILABLE("archive-unavailable", HttpStatus.SERVICE_UNAVAILABLE),
    ARCHIVE_CHANGED("archive-changed", HttpStatus.INTERNAL_SERVER_ERROR),
    KEY_EXISTS("key-exists", HttpStatus.CONFLICT),
    KEY_CONFIGURED("key-configured", HttpStatus.CONFLICT),
    KEY_DISABLED_ALREADY("key-disabled", HttpStatus.CONFLICT),
    KEY_ROTATING("key-rotating", HttpStatus.CONFLICT),
    KEY_DATABASE_FAILED("key-database-failed", HttpStatus.INTERNAL_SERVER_ERROR),
    KEY_RING_FAILED("key-ring-failed", HttpStatus.INTERNAL_SERVER_ERROR),
    DESK_FAILED("desk-failed", HttpStatus.INTERNAL_SERVER_ERROR),
    SWITCH_NOT_KEPT("switch-not-kept", HttpStatus.INTERNAL_SERVER_ERROR),
    RELOAD_REFUSED("reload-refused", HttpStatus.UNPROCESSABLE_CONTENT),
    REQUEST_UNRECORDED("request-unrecorded", HttpStatus.BAD_GATEWAY),
    REQUEST_FAILED("request-failed", HttpStatus.INTERNAL_SERVER_ERROR);

    private final String code;
    private final int status;
    private final String title;
    private final @Nullable Duration retryAfter;

    ErrorCode(String code, HttpStatus status) {
        this(code, status.value(), status.getReasonPhrase(), status == HttpStatus.SERVICE_UNAVAILABLE ? 5 : 0);
    }

    ErrorCode(String code, int status, String title) {
        this(code, status, title, 0);
    }

    ErrorCode(String code, int status, String title, int retryAfterSeconds) {
        this.code = code;
        this.status = status;
        this.title = title;
        this.retryAfter = retryAfterSeconds == 0 ? null : Duration.ofSeconds(retryAfterSeconds);
    }

    /// The stable word, such as `recording-unavailable`.
    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    /// For people, on model-call paths; problems of operators' paths have the status's own phrase.
    public String title() {
        return title;
    }

    /// After how long a retry makes sense where nothing more exact is known; null where a retry cures nothing.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public String toString() {
        return code;
    }

    private static final class Titles {
        static final String POLICY = "Refused by policy";
        static final String UNREACHABLE = "Provider unreachable";
        static final String SLOW = "Provider too slow";
    }
}
