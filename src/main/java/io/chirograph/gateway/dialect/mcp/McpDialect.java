package io.chirograph.gateway.dialect.mcp;

import io.chirograph.gateway.dialect.EndpointDialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.ResponseExtractor;
import java.util.HashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The Model Context Protocol's stateless HTTP transport (2026-07-28): each message a POST of its own.
/// Where a server takes them is its own affair, so that every path is one.
public final class McpDialect extends EndpointDialect {
    private static final Operation MESSAGE = new Operation("other", "mcp", Operation.Kind.INFERENCE);

    /// JSON-RPC's code of a request that is not taken, and this protocol's of headers that disagree with it.
    private static final int INVALID_REQUEST = -32600;

    private static final int HEADER_MISMATCH = -32020;

    public McpDialect() {
        super("mcp", EndpointTable.NONE, RequestShape.MCP);
    }

    /// Only a POST carries a message; older transports' streams and sessions are not known here.
    @Override
    public Operation operation(String method, String rawPath) {
        return method.equals("POST") ? MESSAGE : Operation.OTHER;
    }

    @Override
    protected boolean isRead(Operation operation) {
        return operation.kind() == Operation.Kind.INFERENCE;
    }

    @Override
    protected ResponseExtractor extractor(Operation operation, boolean isGood, UnaryOperator<@Nullable String> header) {
        return new McpExtractor(isGood);
    }

    /// A JSON-RPC error without an id: the request's is not read.
    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        var answer = new HashMap<String, @Nullable Object>();
        answer.put("code", error.code().equals("mcp-header-mismatch") ? HEADER_MISMATCH : INVALID_REQUEST);
        answer.put("message", ErrorBody.message(error));
        members.put("jsonrpc", "2.0");
        members.put("id", null);
        members.put("error", answer);
        return ErrorBody.bytes(members);
    }
}
