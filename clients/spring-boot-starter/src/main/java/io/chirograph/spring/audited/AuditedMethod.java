package io.chirograph.spring.audited;

import io.chirograph.spring.events.AuditEvent;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/// What the annotation of one method says, parsed.
final class AuditedMethod {
    private static final SpelExpressionParser PARSER = new SpelExpressionParser();
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();
    private static final Method SHA256 = sha256();

    private final Method method;
    private final String type;
    private final Expression data;
    private final @Nullable Expression calls;
    private final @Nullable Expression metadata;
    private final @Nullable String dataClass;

    private AuditedMethod(Method method, Audited said) {
        this.method = method;
        this.type = said.type();
        this.data = parse("data", said.data());
        this.calls = said.calls().isEmpty() ? null : parse("calls", said.calls());
        this.metadata = said.metadata().isEmpty() ? null : parse("metadata", said.metadata());
        this.dataClass = said.dataClass().isEmpty() ? null : said.dataClass();
    }

    /// @return null where the method has no annotation
    /// @throws IllegalStateException naming the method and what of its annotation cannot be used
    static @Nullable AuditedMethod of(Method method) {
        Audited said = AnnotatedElementUtils.findMergedAnnotation(method, Audited.class);
        if (said == null) {
            return null;
        }
        Class<?> returned = method.getReturnType();
        if (CompletionStage.class.isAssignableFrom(returned)
                || Future.class.isAssignableFrom(returned)
                || isPublisher(returned)) {
            throw new IllegalStateException(
                    method + " is @Audited and returns before it is done: put the annotation on what it does then");
        }
        return new AuditedMethod(method, said);
    }

    /// The event that the method, which has returned, is to record.
    /// @param made the calls that its thread made meanwhile
    /// @throws IllegalStateException naming the method and the expression that failed
    AuditEvent event(
            BeanFactory beans,
            Object target,
            @Nullable Object[] arguments,
            @Nullable Object result,
            List<String> made) {
        MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(target, method, arguments, NAMES);
        context.setBeanResolver(new BeanFactoryResolver(beans));
        context.registerFunction("sha256", SHA256);
        context.setVariable("result", result);
        try {
            return new AuditEvent(
                    type,
                    members(context),
                    null,
                    dataClass,
                    calls == null ? made : texts(calls.getValue(context)),
                    entries(context));
        } catch (EvaluationException | IllegalArgumentException e) {
            throw new IllegalStateException(method + " is @Audited and its event cannot be made: " + e.getMessage(), e);
        }
    }

    private Map<String, Object> members(MethodBasedEvaluationContext context) {
        Map<String, Object> members = new LinkedHashMap<>();
        map("data", data.getValue(context)).forEach((name, value) -> {
            if (value != null) {
                members.put(String.valueOf(name), value);
            }
        });
        return members;
    }

    private Map<String, String> entries(MethodBasedEvaluationContext context) {
        Map<String, String> entries = new LinkedHashMap<>();
        if (metadata != null) {
            map("metadata", metadata.getValue(context)).forEach((name, value) -> {
                if (value != null) {
                    entries.put(String.valueOf(name), value.toString());
                }
            });
        }
        return entries;
    }

    private static Map<?, ?> map(String attribute, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException(attribute + " must be a map, was "
                + (value == null ? "null" : value.getClass().getName()));
    }

    private static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof Collection<?> all) {
            all.forEach(one -> texts.add(String.valueOf(one)));
        } else if (value != null) {
            texts.add(value.toString());
        }
        return texts;
    }

    private Expression parse(String attribute, String text) {
        try {
            return PARSER.parseExpression(text);
        } catch (ParseException e) {
            throw new IllegalStateException(
                    method + " is @Audited and its " + attribute + " is no expression: " + e.getMessage(), e);
        }
    }

    /// By name: not every application has Reactive Streams.
    private static boolean isPublisher(@Nullable Class<?> type) {
        if (type == null) {
            return false;
        }
        if (type.getName().equals("org.reactivestreams.Publisher") || isPublisher(type.getSuperclass())) {
            return true;
        }
        for (Class<?> above : type.getInterfaces()) {
            if (isPublisher(above)) {
                return true;
            }
        }
        return false;
    }

    private static Method sha256() {
        try {
            return AuditedMethod.class.getMethod("sha256", Object.class);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The function of expressions.
    /// @param content bytes, or a text for its UTF-8
    public static String sha256(Object content) {
        byte[] bytes;
        if (content instanceof byte[] given) {
            bytes = given;
        } else if (content instanceof CharSequence text) {
            bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        } else {
            throw new IllegalArgumentException("#sha256 takes bytes or a text");
        }
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
