package io.chirograph.policy.text;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.policy.model.DataClass;
import io.chirograph.policy.model.DigestForm;
import io.chirograph.policy.model.InvalidPolicy;
import io.chirograph.policy.model.Limit;
import io.chirograph.policy.model.LimitWindow;
import io.chirograph.policy.model.Misfit;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.PathPrefix;
import io.chirograph.policy.model.PayloadLimit;
import io.chirograph.policy.model.Policy;
import io.chirograph.support.digest.Sha256;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// Reads the text of a policy: all of it is valid, or none of it is taken.
/// @param digest `sha256:<hex>` of its canonical JSON form
public record PolicyText(Policy policy, String digest) {
    private static final int LONGEST_PATTERN = 256;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addModule(new SimpleModule()
                    .addDeserializer(String.class, new Scalar<>(Function.identity()))
                    .addDeserializer(boolean.class, new Scalar<Boolean>(YamlText::flag, false))
                    .addDeserializer(Boolean.class, new Scalar<Boolean>(YamlText::flag))
                    .addDeserializer(Integer.class, new Scalar<>(PolicyText::whole))
                    .addDeserializer(DigestForm.class, new Scalar<>(DigestForm::named))
                    .addDeserializer(BigDecimal.class, new Scalar<>(PolicyText::number))
                    .addDeserializer(Long.class, new Scalar<>(LimitWords::count))
                    .addDeserializer(LimitWindow.class, new Scalar<>(LimitWindow::of))
                    .addDeserializer(Limit.Mode.class, new Scalar<>(Limit.Mode::of))
                    .addDeserializer(ZoneId.class, new Scalar<>(LimitWords::zone))
                    .addDeserializer(PayloadLevel.class, new Scalar<>(PayloadLimit::level))
                    .addDeserializer(OperationClass.class, new Scalar<>(PolicyText::operation))
                    .addDeserializer(PathPrefix.class, new Scalar<>(PathPrefix::of))
                    .addDeserializer(Pattern.class, new Scalar<>(PolicyText::pattern)))
            .build();

    /// Reads a value from the text that it is written in.
    private static final class Scalar<T> extends ValueDeserializer<T> {
        private final Function<String, T> reading;

        private final @Nullable T missing;

        Scalar(Function<String, T> reading) {
            this(reading, null);
        }

        Scalar(Function<String, T> reading, @Nullable T missing) {
            this.reading = reading;
            this.missing = missing;
        }

        @Override
        public @Nullable T getNullValue(DeserializationContext context) {
            return missing;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING) || parser.getString().isBlank()) {
                throw new Misfit("", "must be a word");
            }
            return reading.apply(parser.getString());
        }
    }

    /// What there is without a file.
    public static PolicyText builtIn() {
        return new PolicyText(Policy.BUILT_IN, digest(Map.of("version", 1)));
    }

    /// The same where nobody knows what can be done with content.
    public static PolicyText parse(String text, @Nullable Set<String> knownRetention) throws InvalidPolicy {
        return parse(text, knownRetention, null);
    }

    /// @param knownRetention the retention classes that exist; null where nobody knows
    /// @param abilities what can be done with content; null where nobody knows
    public static PolicyText parse(
            String text, @Nullable Set<String> knownRetention, @Nullable ContentAbilities abilities)
            throws InvalidPolicy {
        YamlText yaml = YamlText.parse(text);
        try {
            Policy policy = MAPPER.treeToValue(yaml.written(), Policy.class);
            if (knownRetention != null) {
                requireKnown(policy, knownRetention);
            }
            if (abilities != null && !abilities.canEncrypt()) {
                requireNoEncryption(policy);
            }
            if (abilities != null) {
                requireFound(policy, abilities);
            }
            return new PolicyText(policy, digest(yaml.plain()));
        } catch (JacksonException e) {
            throw bad(yaml, e);
        } catch (Misfit e) {
            throw yaml.bad(e.below(""), String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw yaml.bad("", "holds text that no JSON can carry: " + e.getMessage());
        }
    }

    private static InvalidPolicy bad(YamlText yaml, JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            String name = step.getPropertyName();
            path.append(name == null ? "[" + step.getIndex() + "]" : (path.isEmpty() ? "" : ".") + name);
        }
        String place = path.toString();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Misfit misfit) {
                String problem = String.valueOf(misfit.getMessage());
                // A list is said to have an element that does not fit.
                boolean isElement = misfit.below("").isEmpty() && problem.startsWith("has '");
                String at = isElement ? place.replaceFirst("\\[[0-9]+]$", "") : place;
                return yaml.bad(misfit.below(at), problem);
            }
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            String whole = place.substring(0, Math.max(0, place.lastIndexOf('.')));
            Set<String> known = new TreeSet<>();
            unknown.getKnownPropertyIds().forEach(id -> known.add(id.toString()));
            return yaml.bad(place, "is not known; " + YamlText.named(whole) + " has " + String.join(", ", known));
        }
        boolean isList = e instanceof MismatchedInputException mismatch
                && mismatch.getTargetType() != null
                && Iterable.class.isAssignableFrom(mismatch.getTargetType());
        return yaml.bad(place, isList ? "must be a list" : "must be a mapping, such as 'name: value'");
    }

    private static BigDecimal number(String text) {
        if (!text.matches("-?[0-9]{1,15}(\\.[0-9]{1,15})?")) {
            throw new Misfit("", "is '" + text + "'; it must be a number");
        }
        return new BigDecimal(text);
    }

    private static Integer whole(String text) {
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new Misfit("", "is '" + text + "'; it must be a whole number");
        }
        return Integer.valueOf(text);
    }

    private static OperationClass operation(String text) {
        return OperationClass.named(text)
                .orElseThrow(() -> new Misfit(
                        "",
                        "has '" + text + "'; classes of operations are " + String.join(", ", OperationClass.words())));
    }

    /// A regular expression (RE2: linear time).
    private static Pattern pattern(String text) {
        if (text.length() > LONGEST_PATTERN) {
            throw new Misfit("", "is '" + text + "': a pattern has at most " + LONGEST_PATTERN + " characters");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new Misfit("", "is '" + text + "': no pattern of RE2: " + e.getDescription());
        }
    }

    private static void requireKnown(Policy policy, Set<String> knownRetention) {
        Set<String> known = new TreeSet<>(knownRetention);
        known.add(Policy.STANDARD_RETENTION);
        requireKnown("retention", policy.retention(), known);
        requireKnown("payload-retention", policy.payloadRetention(), known);
        List<DataClass> classes = policy.dataClasses();
        for (int i = 0; i < classes.size(); i++) {
            requireKnown("data-classes[" + i + "].retention", classes.get(i).retention(), known);
            requireKnown(
                    "data-classes[" + i + "].payload-retention", classes.get(i).payloadRetention(), known);
        }
    }

    /// A name that nothing reports would deny nothing, and look as if it did.
    private static void requireFound(Policy policy, ContentAbilities abilities) {
        for (int i = 0; i < policy.rules().size(); i++) {
            for (String finding : policy.rules().get(i).deny().findings()) {
                if (!abilities.finds(finding)) {
                    throw new Misfit(
                            "rules[" + i + "].deny.findings",
                            "has '" + finding + "', which no detector, pattern or scanner reports");
                }
            }
        }
    }

    private static void requireNoEncryption(Policy policy) {
        requireNoEncryption("payload", policy.payload());
        for (int i = 0; i < policy.dataClasses().size(); i++) {
            requireNoEncryption(
                    "data-classes[" + i + "].payload",
                    policy.dataClasses().get(i).payload());
        }
        for (int i = 0; i < policy.rules().size(); i++) {
            requireNoEncryption(
                    "rules[" + i + "].payload", policy.rules().get(i).payload());
        }
    }

    private static void requireNoEncryption(String place, @Nullable PayloadLimit limit) {
        if (limit != null
                && (limit.request() == PayloadLevel.ENCRYPTED || limit.response() == PayloadLevel.ENCRYPTED)) {
            String part = limit.request() == limit.response()
                    ? ""
                    : limit.request() == PayloadLevel.ENCRYPTED ? ".request" : ".response";
            throw new Misfit(
                    place + part,
                    "is 'encrypted', and chirograph.content.recipients names nobody to encrypt to; name a recipient"
                            + " there, or keep less");
        }
    }

    private static void requireKnown(String place, @Nullable String name, Set<String> known) {
        if (name != null && !known.contains(name)) {
            throw new Misfit(
                    place,
                    "is '" + name + "'; retention classes are " + String.join(", ", known)
                            + " (a preset that nothing named yet comes into force at a start)");
        }
    }

    static String digest(Object plain) {
        return "sha256:" + Sha256.hex(CanonicalJson.encode(plain));
    }
}
