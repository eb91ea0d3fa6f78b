package io.chirograph.identity.callers;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chirograph.support.json.StrictJson;
import io.chirograph.web.clientaddress.AddressRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import tools.jackson.databind.JsonNode;

/// What the holder of a credential may ask for. Identity checks the end and the addresses; the rest is for policy.
///
/// An empty list of providers, models or data classes allows all of them, unless policy says less; an empty list of
/// operation classes allows what policy allows by default.
/// @param providers names of providers
/// @param models names of models; `*` stands for any text
/// @param operationClasses of [#OPERATION_CLASSES]
/// @param dataClass the holder's own class: a call that names none has it, and no call can go below it
/// @param dataClasses the classes of data that a call may name
/// @param expires from when on the credential is refused; null for never
/// @param addresses ranges in CIDR form that calls may come from; none allows all
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Grants(
        @DefaultValue List<String> providers,
        @DefaultValue List<String> models,
        @DefaultValue List<String> operationClasses,
        @Nullable String dataClass,
        @DefaultValue List<String> dataClasses,
        @Nullable Instant expires,
        @DefaultValue List<String> addresses) {
    /// The words for what an operation is.
    public static final List<String> OPERATION_CLASSES =
            List.of("inference", "catalogue", "stateful", "credential-minting", "account-administration", "unknown");

    /// Nothing is demanded and nothing limited.
    public static final Grants UNLIMITED =
            new Grants(List.of(), List.of(), List.of(), null, List.of(), null, List.of());

    private static final List<String> LISTS =
            List.of("providers", "models", "operationClasses", "dataClasses", "addresses");
    private static final int MOST = 64;
    private static final int LONGEST = 256;

    /// @throws IllegalArgumentException naming the field and the value
    public Grants {
        providers = words("providers", providers, "[a-z0-9][a-z0-9_-]{0,62}", "a provider's name");
        models = words("models", models, "[!-~]{1," + LONGEST + "}", "a model's name, * for any text");
        operationClasses = words(
                "operation-classes",
                operationClasses,
                String.join("|", OPERATION_CLASSES),
                "one of " + String.join(", ", OPERATION_CLASSES));
        dataClasses = words("data-classes", dataClasses, "[A-Za-z0-9._-]{1,64}", "a data class");
        if (dataClass != null) {
            words("data-class", List.of(dataClass), "[A-Za-z0-9._-]{1,64}", "a data class");
        }
        addresses = words("addresses", addresses, "[0-9a-fA-F.:/]{1,64}", "an address or a range in CIDR form");
        addresses.forEach(AddressRange::parse);
    }

    /// Grants as JSON, in the database and in the administrators' API: what is not limited is left out.
    /// @param json null limits nothing
    /// @throws IllegalArgumentException naming the field; also for a limit of null or of an empty list
    public static Grants read(@Nullable JsonNode json) {
        if (json == null) {
            return UNLIMITED;
        }
        Assert.isTrue(json.isObject(), () -> "grants must be an object, was " + json.getNodeType());
        for (String name : LISTS) {
            JsonNode list = json.get(name);
            Assert.isTrue(
                    list == null || !list.isEmpty(),
                    () -> "grants." + name + " must be a list of strings with at least one, was " + list
                            + "; leave it out to limit nothing");
        }
        return StrictJson.read("grants", json, Grants.class);
    }

    private static List<String> words(String field, List<String> given, String form, String rule) {
        Assert.isTrue(given.size() <= MOST, () -> field + " has " + given.size() + " entries; at most " + MOST);
        for (String word : given) {
            Assert.isTrue(word.matches(form), () -> field + " holds '" + word + "', which is not " + rule);
        }
        return List.copyOf(given);
    }
}
