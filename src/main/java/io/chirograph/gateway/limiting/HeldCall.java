package io.chirograph.gateway.limiting;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.Actor;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.dialect.FormData;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.limits.LimitedCall;
import io.chirograph.limits.LimitsProperties;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.model.Limit;
import io.chirograph.policy.model.Target;
import io.chirograph.pricing.Prices;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A call whose body was read, as limits see it.
/// @param targets where it may go, itself among them; what it may cost is what the dearest costs
record HeldCall(
        Call call,
        List<Call> targets,
        RequestFacts facts,
        @Nullable ReceivedBody body,
        Prices prices,
        LimitsProperties properties)
        implements LimitedCall {
    private static final String METADATA = "metadata.";

    /// Endpoints of inference that take no tokens.
    private static final Set<String> FREE = Set.of(
            "mcp",
            "moderations",
            "tokenize",
            "messages.count_tokens",
            "count-tokens",
            "models.countTokens",
            "realtime.commit",
            "responses.input_tokens");

    /// Methods that ask no model.
    private static final Set<String> READS = Set.of("GET", "HEAD", "DELETE", "OPTIONS");

    @Override
    public List<Limit> limits() {
        return call.decision().limits();
    }

    @Override
    public @Nullable String model() {
        return model(call);
    }

    private @Nullable String model(Call target) {
        Target alias = target.decision().alias();
        return alias == null ? facts.model() : alias.model();
    }

    @Override
    public String subject(String word) {
        Actor actor = call.context().actor();
        return switch (word) {
            case "key" -> call.verified("keyId");
            case "application", "tenant", "team" -> call.verified(word);
            case "user" -> user(actor);
            case "model" -> Objects.requireNonNullElse(model(), "");
            case "provider" -> call.provider().name();
            case "session" -> Objects.requireNonNullElse(call.context().agent().session(), "");
            default -> {
                Object value = call.context().metadata().get(word.substring(METADATA.length()));
                yield value == null ? "" : value.toString();
            }
        };
    }

    /// Whom a token proves, else whom a header asserts, else whom the body does.
    private String user(Actor actor) {
        String proven = actor.verified().get("subject");
        String said = proven == null ? actor.asserted().get("user") : proven;
        return said == null ? facts.users().values().stream().findFirst().orElse("") : said;
    }

    @Override
    public String shown(String word, String subject) {
        boolean isPersonal = word.equals("user") || word.equals("session") || word.startsWith(METADATA);
        return isPersonal && !subject.isEmpty() && call.kept().hidesPersons()
                ? call.kept().pseudonym(subject)
                : subject;
    }

    @Override
    public @Nullable Estimate estimate() throws IOException {
        Operation operation = call.operation();
        if (READS.contains(call.request().method())) {
            return Estimate.NOTHING;
        }
        return switch (operation.kind()) {
            case CATALOGUE, FILES, ACCOUNT -> Estimate.NOTHING;
            case INFERENCE -> FREE.contains(operation.endpoint()) ? Estimate.NOTHING : inference(operation.name());
            case BATCHES, STATE, MINTING, OTHER -> null;
        };
    }

    private @Nullable Estimate inference(String name) throws IOException {
        long input = 0;
        if (body != null) {
            String type = Objects.requireNonNullElse(call.request().headers().list("content-type"), "");
            String encoding = call.request().headers().list("content-encoding");
            MediaClass file = call.operation().endpoint().equals("audio") ? MediaClass.AUDIO : MediaClass.FILE;
            input = FormData.isForm(type)
                    ? InputBound.ofForm(type, encoding, body.bytes(), file, properties.media())
                    : InputBound.ofJson(encoding, body.bytes(), properties.media());
            if (input < 0) {
                return null;
            }
        }
        if (facts.parameters().get("media") instanceof Digest recording) {
            input += MediaClass.AUDIO.tokens(recording.length(), properties.media());
        }
        input += (long) facts.reading().references().size() * properties.referenceTokens();
        boolean isAnswered =
                !name.equals("embeddings") && !call.operation().endpoint().equals("rerank");
        return new Estimate(input, isAnswered ? output() : 0);
    }

    /// The tokens that each answer may have, times how many are asked for.
    private long output() {
        long most = most("gen_ai.request.max_tokens");
        if (most == 0 || facts.reading().state() != BodyFacts.Reading.WHOLE) {
            for (Call target : targets) {
                most = Math.max(most, unnamed(target));
            }
        }
        long choices = Math.max(1, Math.max(most("gen_ai.request.choice.count"), most("best_of")));
        long prompts = call.operation().name().equals("text_completion") ? Math.max(1, most("prompt.count")) : 1;
        return saturated(saturated(most, choices), prompts);
    }

    /// What it may answer where it does not say itself: as its alias has it, else its route, else its provider.
    private int unnamed(Call target) {
        Target alias = target.decision().alias();
        Integer said = alias == null ? null : alias.outputTokens();
        said = said == null ? target.route().outputTokens() : said;
        said = said == null ? target.provider().settings().outputTokens() : said;
        return said == null ? properties.outputTokens() : said;
    }

    private static long saturated(long one, long other) {
        return other != 0 && one > Long.MAX_VALUE / other ? Long.MAX_VALUE : one * other;
    }

    /// The largest of the values that a parameter has; 0 where none is above that.
    private long most(String parameter) {
        long most = facts.parameters().get(parameter) instanceof Number last ? Math.max(0, last.longValue()) : 0;
        for (Object value : facts.reading().repeated().getOrDefault(parameter, List.of())) {
            if (value instanceof Number number) {
                most = Math.max(most, number.longValue());
            }
        }
        return most;
    }

    @Override
    public @Nullable BigDecimal ceiling(Estimate estimate) {
        BigDecimal most = BigDecimal.ZERO;
        for (Call target : targets) {
            BigDecimal cost = ceiling(target, estimate);
            if (cost == null) {
                return null;
            }
            most = most.max(cost);
        }
        return most;
    }

    private @Nullable BigDecimal ceiling(Call target, Estimate estimate) {
        String model = model(target);
        return model == null
                ? null
                : prices.ceiling(
                        target.provider().name(),
                        model,
                        target.provider().settings().region(),
                        Instant.ofEpochMilli(call.id().getMostSignificantBits() >>> 16),
                        estimate.inputTokens(),
                        estimate.outputTokens());
    }
}
