package io.chirograph.gateway;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.ModelContext;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.context.ContextFacts;
import io.chirograph.gateway.http.QueryIds;
import io.chirograph.policy.eval.BodyFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What calls' models see besides the body, and each key's last system prompt.
///
/// Safe for many threads. System prompts are remembered as digests, in memory alone, for the keys used last; after a
/// start, and of a key that was long unused, nothing is known.
final class CallContexts {
    private static final int MOST_KEYS = 10_000;
    private static final String NO_PROMPT = "";

    /// Operations whose requests have a system prompt or none, by `gen_ai.operation.name`.
    private static final Set<String> CHATS = Set.of("chat", "generate_content");

    private final Map<String, String> last = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_KEYS;
        }
    };

    /// What the event of a call that is about to go out says of it; from here on the call is its key's last.
    ModelContext of(Call call, RequestFacts facts) {
        ContextFacts told = facts.context();
        ModelContext seen = told.seen();
        String model = call.operation().model();
        if (model != null && call.dialect().of(call.operation()).name().equals("bedrock")) {
            seen = model.contains(":prompt/") ? seen.naming("prompts", model) : seen;
        }
        if (call.reading(facts) != BodyFacts.Reading.WHOLE
                || !QueryIds.of(call.request().target().query()).isEmpty()) {
            seen = seen.doubted();
        }
        return seen.after(changed(call, told)).kept(digest -> call.kept().digest(ContentPart.REQUEST, digest));
    }

    private @Nullable Boolean changed(Call call, ContextFacts told) {
        Digest system = told.seen().system();
        boolean isChat = system != null || CHATS.contains(call.operation().name());
        String key = call.verified("keyId");
        if (!told.isSystemKnown() || !isChat || key.isEmpty()) {
            return null;
        }
        String value = system == null ? NO_PROMPT : system.value();
        String former;
        synchronized (last) {
            former = last.put(key, value);
        }
        return former == null ? null : (Boolean) !former.equals(value);
    }

    /// The call did not go out: what its key sent last is unknown.
    void forget(Call call) {
        synchronized (last) {
            last.remove(call.verified("keyId"));
        }
    }
}
