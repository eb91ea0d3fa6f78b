package io.chirograph.gateway.dialect.mcp;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.dialect.End;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.json.FieldSelector;
import java.util.Set;

/// Responses to messages of the Model Context Protocol, whole or as a stream of notifications before one.
/// A response has an id and no method; a request of the server's, which older versions allow, has both.
final class McpExtractor extends ResponseExtractor {
    private static final int RESPONSE_ID = 0;
    private static final int METHOD = 1;
    private static final int TOOLS = 2;
    private static final int FAILED = 3;

    private static final FieldSelector SHAPE = new FieldSelector()
            .scalar("id", RESPONSE_ID)
            .scalar("method", METHOD)
            .scalar("result.resultType", STOP)
            .scalar("result.isError", FAILED)
            .raw("result.tools", TOOLS)
            .scalar("error", ERROR)
            .whole("error", ERROR);

    private boolean isResponse;
    private boolean isRequest;
    private boolean isAnswered;
    private boolean isCut;

    McpExtractor(boolean endExpected) {
        super(SHAPE, Set.of(), endExpected);
    }

    @Override
    public boolean seemsLast() {
        return isResponse && !isRequest;
    }

    @Override
    public boolean hasContent() {
        return isRequest;
    }

    @Override
    public void cut() {
        isCut = true;
    }

    @Override
    public End streamEnd(boolean isSeen) {
        return super.streamEnd(isAnswered && !isCut);
    }

    @Override
    public void string(int leaf, String value) {
        switch (leaf) {
            case RESPONSE_ID -> isResponse = true;
            case METHOD -> isRequest = true;
            default -> super.string(leaf, value);
        }
    }

    @Override
    public void number(int leaf, String value) {
        if (leaf == RESPONSE_ID) {
            isResponse = true;
        }
    }

    @Override
    public void bool(int leaf, boolean value) {
        if (leaf == FAILED && value) {
            finished(0, "isError");
        } else {
            super.bool(leaf, value);
        }
    }

    @Override
    public void raw(int leaf, Digest digest) {
        tools(digest);
    }

    @Override
    public void settle() {
        isAnswered |= isResponse && !isRequest;
        isResponse = false;
        isRequest = false;
    }
}
