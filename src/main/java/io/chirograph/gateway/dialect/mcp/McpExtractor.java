package io.chirograph.gateway.dialect.mcp;

import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.dialect.End;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.json.CanonicalForm;
import io.chirograph.gateway.dialect.json.FieldSelector;
import io.chirograph.gateway.dialect.json.JsonHandler;
import io.chirograph.gateway.dialect.offers.OfferReader;
import io.chirograph.gateway.dialect.offers.OfferedList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Responses to messages of the Model Context Protocol, whole or as a stream of notifications before one.
/// Whatever holds a result or an error is one, whoever's id it bears and whatever else it holds: a reader may take it
/// for the answer. A list of messages, which older versions allow, is read like each of them.
final class McpExtractor extends ResponseExtractor {
    private static final int RESULT = 1;
    private static final int FAILED = 2;
    private static final int TOOLS = 3;
    private static final int NEXT = 4;
    private static final int NAME = 5;

    /// The first list; each has a number more, and its elements this much more.
    private static final int LIST = 10;

    private static final int ELEMENT = 10;

    private static final List<OfferedList.Kind> KINDS = List.of(OfferedList.Kind.values());
    private static final FieldSelector SHAPE = shape();

    private final OfferReader offers = new OfferReader();
    private boolean isAnswer;
    private boolean isAnswered;
    private boolean isCut;

    McpExtractor(boolean endExpected) {
        super(SHAPE, Set.of(), endExpected);
    }

    private static FieldSelector shape() {
        var shape = new FieldSelector()
                .scalar("result", RESULT)
                .whole("result", RESULT)
                .scalar("result.resultType", STOP)
                .scalar("result.isError", FAILED)
                .scalar("result.nextCursor", NEXT)
                .raw("result.tools", TOOLS)
                .scalar("result.{tools,prompts}[].name", NAME)
                .scalar("result.resourceTemplates[].uriTemplate", NAME)
                .scalar("error", ERROR)
                .whole("error", ERROR);
        for (int i = 0; i < KINDS.size(); i++) {
            String list = "result." + KINDS.get(i).wire();
            int leaf = LIST + i;
            shape.array(list, leaf).raw(list + "[]", leaf + ELEMENT).whole(list + "[]", leaf + ELEMENT);
        }
        return shape.orArray();
    }

    private static OfferedList.Kind kind(int leaf) {
        return KINDS.get(leaf - LIST);
    }

    /// From the answer on all is held until the call is recorded.
    @Override
    public boolean atEnd() {
        return isAnswer;
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
    public int most(int leaf) {
        return leaf >= LIST + ELEMENT && leaf < MODEL ? CanonicalForm.MOST : JsonHandler.MAX_WHOLE;
    }

    @Override
    public void string(int leaf, String value) {
        switch (leaf) {
            case RESULT -> isAnswer = true;
            case NAME -> offers.name(value);
            case NEXT -> offers.next(value);
            case ERROR -> {
                isAnswer = true;
                super.string(leaf, value);
            }
            default -> super.string(leaf, value);
        }
    }

    @Override
    public void number(int leaf, String value) {
        if (leaf == RESULT || leaf == ERROR) {
            isAnswer = true;
        } else if (leaf == NAME) {
            offers.name(value);
        }
    }

    @Override
    public void none(int leaf) {
        isAnswer |= leaf == RESULT;
    }

    @Override
    public void bool(int leaf, boolean value) {
        if (leaf == FAILED && value) {
            finished(0, "isError");
        } else if (leaf == RESULT) {
            isAnswer = true;
        } else {
            super.bool(leaf, value);
        }
    }

    @Override
    public void whole(int leaf, byte @Nullable [] json) {
        if (leaf == RESULT) {
            isAnswer = true;
        } else if (leaf == ERROR) {
            isAnswer = true;
            super.whole(leaf, json);
        } else {
            offers.whole(json);
        }
    }

    @Override
    public void raw(int leaf, Digest digest) {
        if (leaf == TOOLS) {
            tools(digest);
        } else {
            offers.raw(digest);
        }
    }

    @Override
    public void element(int leaf) {
        offers.element(kind(leaf));
    }

    @Override
    public void array(int leaf, long elements) {
        offers.ended(kind(leaf));
    }

    @Override
    protected List<OfferedList> offers() {
        return offers.lists();
    }

    @Override
    public void settle() {
        isAnswered |= isAnswer;
        isAnswer = false;
    }
}
