package io.chirograph.event.value;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The tool calls that a model's response asks for.
/// @param listed the first [#MOST] of them, in the order in which they began
/// @param more how many more began
public record ToolCalls(List<Call> listed, long more) implements Fields.Part {
    /// So many are listed.
    public static final int MOST = 64;

    public static final ToolCalls NONE = new ToolCalls(List.of(), 0);

    /// One call of a tool.
    /// @param id the provider's, by which a later request names the result
    /// @param arguments over the arguments as the dialect delivers them; null where they could not be told apart
    /// @param canonical over the canonical form (RFC 8785) of the same; null where they have none
    public record Call(
            @Nullable String id,
            @Nullable String name,
            @Nullable Digest arguments,
            @Nullable Digest canonical) {
        /// One whose arguments have no canonical form.
        public Call(@Nullable String id, @Nullable String name, @Nullable Digest arguments) {
            this(id, name, arguments, null);
        }
    }

    public ToolCalls {
        listed = List.copyOf(listed);
    }

    /// The same with other words and with what may be kept of the digests.
    public ToolCalls kept(UnaryOperator<@Nullable String> word, UnaryOperator<Digest> digest) {
        return listed.isEmpty()
                ? this
                : new ToolCalls(
                        listed.stream()
                                .map(call -> new Call(
                                        word.apply(call.id),
                                        word.apply(call.name),
                                        call.arguments == null ? null : digest.apply(call.arguments),
                                        call.canonical == null ? null : digest.apply(call.canonical)))
                                .toList(),
                        more);
    }

    @Override
    public void writeTo(Fields data) {
        List<Map<String, Object>> calls = new ArrayList<>(listed.size());
        for (Call call : listed) {
            Map<String, Object> members = new TreeMap<>();
            put(members, "id", call.id);
            put(members, "name", call.name);
            put(members, "arguments", call.arguments);
            put(members, "canonical", call.canonical);
            calls.add(members);
        }
        data.values("toolCalls", calls, MOST, Fields.WORD).number("toolCallsMore", more == 0 ? null : (Long) more);
    }

    private static void put(Map<String, Object> members, String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}
