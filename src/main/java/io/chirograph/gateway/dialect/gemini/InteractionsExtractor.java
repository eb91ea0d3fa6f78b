package io.chirograph.gateway.dialect.gemini;

import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.json.FieldSelector;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Google's interactions: whole, as a stream, and the rest of a stream that is asked for by its last event.
///
/// A stream ends with the event that the interaction is over. What follows it says nothing more.
final class InteractionsExtractor extends ResponseExtractor {
    private static final int STATUS = 0;
    private static final int DELTA_TYPE = 1;
    private static final String LIST = "{outputs,steps,interaction.outputs,interaction.steps}";
    private static final String ITEM = "{outputs[],steps[],interaction.outputs[],interaction.steps[],step}";

    private static final FieldSelector SHAPE = new FieldSelector()
            .scalar("{,interaction.}model", MODEL)
            .scalar("{,interaction.}id", ID)
            .scalar("interaction_id", ID)
            .scalar("{,interaction.}status", STATUS)
            .whole("{,interaction.}usage", USAGE)
            .scalar("{,interaction.}service_tier", TIER)
            .scalar("event_type", TYPE)
            .scalar("index", PART)
            .scalar("delta.type", DELTA_TYPE)
            .text("delta.text", PART_TEXT)
            .array(LIST, CALLS)
            .scalar(ITEM + ".id", CALL_ID)
            .scalar(ITEM + ".name", CALL_NAME)
            .raw(ITEM + ".arguments", CALL_ARGUMENTS)
            .whole(ITEM + ".arguments", CALL_ARGUMENTS)
            .text("delta.arguments", CALL_DELTA)
            .scalar("error", ERROR)
            .whole("error", ERROR);

    private static final Set<String> ENDS =
            Set.of("interaction.completed", "interaction.complete", "interaction.failed", "interaction.cancelled");

    /// Events before any output.
    private static final Set<String> STARTS =
            Set.of("interaction.created", "interaction.start", "interaction.status_update", "error");

    private @Nullable String deltaType;

    InteractionsExtractor(boolean endExpected) {
        super(SHAPE, ENDS, endExpected);
    }

    @Override
    public void string(int leaf, String value) {
        switch (leaf) {
            case STATUS -> {
                if (!value.equals("in_progress")) {
                    finished(0, value);
                }
            }
            case DELTA_TYPE -> deltaType = value;
            default -> super.string(leaf, value);
        }
    }

    @Override
    public void settle() {
        if (deltaType != null && !deltaType.equals("text")) {
            texts.drop();
        }
        deltaType = null;
        super.settle();
    }

    @Override
    protected boolean isOutput() {
        String kind = type == null ? name : type;
        return kind != null && !STARTS.contains(kind);
    }

    @Override
    public boolean saysError() {
        return "error".equals(type == null ? name : type);
    }
}
