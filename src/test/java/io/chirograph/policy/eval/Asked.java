package io.chirograph.policy.eval;

import io.chirograph.policy.model.CallerFacts;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.policy.model.Parameters;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.policy.model.ProviderFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A call for tests of decisions: an ordinary one, until something else is said of it.
public record Asked(
        CallerFacts caller,
        ProviderFacts provider,
        OperationClass operation,
        List<String> path,
        Map<String, Object> metadata,
        PayloadWish payload,
        @Nullable String dataClass,
        BodyFacts body) {
    static final CallerFacts SHOP = new CallerFacts("shop-1", "acme", "web", "shop", false, CallerFacts.Limits.NONE);
    static final ProviderFacts OPENAI =
            new ProviderFacts("openai", Map.of("region", "us-east-1", "jurisdiction", "us", "baa", "true"));

    static Asked plainly() {
        return new Asked(
                SHOP,
                OPENAI,
                OperationClass.INFERENCE,
                List.of("v1", "chat", "completions"),
                Map.of(),
                PayloadWish.NONE,
                null,
                new BodyFacts(BodyFacts.Reading.WHOLE, "gpt-4.1", Map.of()));
    }

    /// The same call with one thing said of it: `model=x`, `class=phi`, `key.models=a b`, `max_tokens=9,10`.
    Asked with(String said) {
        int equals = said.indexOf('=');
        String name = said.substring(0, equals);
        String value = said.substring(equals + 1);
        CallerFacts.Limits limits = caller.limits();
        return switch (name) {
            case "model" -> body(new BodyFacts(body.reading(), value, body.parameters()));
            case "body" -> body(new BodyFacts(BodyFacts.Reading.valueOf(value), null, body.parameters()));
            case "class" -> copy(caller, provider, operation, path, metadata, payload, value);
            case "payload" -> wish(new PayloadWish(value, payload.isUncollected(), payload.hasReference()));
            case "uncollected" -> wish(new PayloadWish(payload.level(), true, payload.hasReference()));
            case "ref" -> wish(new PayloadWish(payload.level(), payload.isUncollected(), true));
            case "operation" ->
                copy(caller, provider, OperationClass.named(value).orElseThrow(), path, metadata, payload, dataClass);
            case "provider" ->
                copy(
                        caller,
                        new ProviderFacts(value, provider.attributes()),
                        operation,
                        path,
                        metadata,
                        payload,
                        dataClass);
            case "path" ->
                copy(caller, provider, operation, List.of(value.split("/", -1)), metadata, payload, dataClass);
            case "tenant" ->
                caller(new CallerFacts(
                        caller.keyId(), value, caller.team(), caller.application(), caller.endUser(), limits));
            case "user" ->
                caller(new CallerFacts(
                        caller.keyId(), caller.tenant(), caller.team(), caller.application(), true, limits));
            case "key.providers" ->
                limits(new CallerFacts.Limits(
                        words(value), limits.models(), limits.operations(), limits.dataClass(), limits.dataClasses()));
            case "key.models" ->
                limits(new CallerFacts.Limits(
                        limits.providers(),
                        words(value),
                        limits.operations(),
                        limits.dataClass(),
                        limits.dataClasses()));
            case "key.operations" ->
                limits(new CallerFacts.Limits(
                        limits.providers(), limits.models(), words(value), limits.dataClass(), limits.dataClasses()));
            case "key.class" ->
                limits(new CallerFacts.Limits(
                        limits.providers(), limits.models(), limits.operations(), value, limits.dataClasses()));
            case "key.classes" ->
                limits(new CallerFacts.Limits(
                        limits.providers(), limits.models(), limits.operations(), limits.dataClass(), words(value)));
            case "region", "jurisdiction", "baa" -> {
                Map<String, String> attributes = new TreeMap<>(provider.attributes());
                attributes.put(name, value);
                yield copy(
                        caller,
                        new ProviderFacts(provider.name(), attributes),
                        operation,
                        path,
                        metadata,
                        payload,
                        dataClass);
            }
            case "case" -> {
                Map<String, Object> more = new TreeMap<>(metadata);
                more.put(name, value);
                yield copy(caller, provider, operation, path, more, payload, dataClass);
            }
            default -> {
                Map<String, List<Object>> more = new TreeMap<>(body.parameters());
                List<Object> values = new ArrayList<>();
                for (String one : value.split(",", -1)) {
                    values.add(one.matches("-?[0-9]+") ? (Object) Long.valueOf(one) : one);
                }
                more.put(Parameters.named(name).orElseThrow(), values);
                yield body(new BodyFacts(body.reading(), body.model(), more));
            }
        };
    }

    private static List<String> words(String value) {
        return List.of(value.split(" ", -1));
    }

    private Asked body(BodyFacts other) {
        return new Asked(caller, provider, operation, path, metadata, payload, dataClass, other);
    }

    private Asked limits(CallerFacts.Limits limits) {
        return caller(new CallerFacts(
                caller.keyId(), caller.tenant(), caller.team(), caller.application(), caller.endUser(), limits));
    }

    Asked caller(CallerFacts other) {
        return new Asked(other, provider, operation, path, metadata, payload, dataClass, body);
    }

    private Asked wish(PayloadWish wish) {
        return copy(caller, provider, operation, path, metadata, wish, dataClass);
    }

    private Asked copy(
            CallerFacts ofCaller,
            ProviderFacts ofProvider,
            OperationClass ofOperation,
            List<String> ofPath,
            Map<String, Object> ofMetadata,
            PayloadWish ofPayload,
            @Nullable String ofClass) {
        return new Asked(ofCaller, ofProvider, ofOperation, ofPath, ofMetadata, ofPayload, ofClass, body);
    }

    PolicyRequest question() {
        return new PolicyRequest(caller, provider, operation, () -> path, metadata, payload, dataClass);
    }

    /// Both phases.
    public Decision decide(PolicyVersion version) {
        Decision head = HeaderEvaluator.decide(version, question());
        return head instanceof Decision.Allowed allowed && allowed.body() != null
                ? allowed.body().decide(body)
                : head;
    }
}
