package io.chirograph.applications;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Digest;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ErrorCode;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A type of event that applications may record: its schema and the kinds of its members. Thread-safe.
/// @param type its own, or [EventType#APPLICATION] for one that a configuration declares
/// @param name the CloudEvents `type`
/// @param declared digest of the schema's file of a type that a configuration declares
record DeclaredType(
        EventType type, String name, @Nullable Digest declared, Schema schema, Map<String, PrivacyKind> kinds) {
    private static final String PRIVACY = "x-privacy";
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(Dialect.builder(Dialects.getDraft202012())
                    .keyword(new NonValidationKeyword(PRIVACY))
                    .build());
    private static final int LONGEST_SHOWN = 64;

    /// Reads a schema.
    /// @param privacy goes before what the schema says
    /// @throws IllegalArgumentException it is none, or none of an object
    static DeclaredType of(EventType type, String name, byte[] schema, Map<String, String> privacy) {
        JsonNode tree;
        try {
            tree = JsonMapper.shared().readTree(schema);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
        if (!tree.path("type").asString("").equals("object")) {
            throw new IllegalArgumentException("no schema of an object: it must say \"type\": \"object\"");
        }
        Map<String, PrivacyKind> kinds = new TreeMap<>();
        tree.path("properties").properties().forEach(member -> {
            String kind = member.getValue().path(PRIVACY).asString("");
            if (!kind.isEmpty()) {
                kinds.put(member.getKey(), PrivacyKind.named(kind));
            }
        });
        privacy.forEach((member, kind) -> kinds.put(member, PrivacyKind.named(kind)));
        Digest declared = null;
        if (type == EventType.APPLICATION) {
            MessageDigest sha256 = Sha256.create();
            sha256.update(schema);
            declared = ReceivedBody.digest(sha256, schema.length);
        }
        Schema compiled = REGISTRY.getSchema(tree);
        compiled.initializeValidators();
        return new DeclaredType(type, name, declared, compiled, kinds);
    }

    /// What nobody says anything of is content.
    PrivacyKind kind(String member) {
        return kinds.getOrDefault(member, PrivacyKind.CONTENT);
    }

    /// @param at the path of `data`
    /// @throws Refusal naming the path, and the value where it is no content
    void check(String at, JsonNode data) {
        List<Error> errors = schema.validate(data);
        if (!errors.isEmpty()) {
            throw refusal(at, data, errors.getFirst());
        }
    }

    private Refusal refusal(String at, JsonNode data, Error error) {
        StringBuilder path = new StringBuilder(at);
        JsonNode value = data;
        String member = null;
        NodePath location = error.getInstanceLocation();
        for (int i = 0; i < location.getNameCount(); i++) {
            Object step = location.getElement(i);
            if (step instanceof Integer index) {
                path.append('[').append(index).append(']');
                value = value.path(index);
            } else {
                path.append('.').append(shown(step.toString()));
                value = value.path(step.toString());
                member = member == null ? step.toString() : member;
            }
        }
        String property = error.getProperty();
        if (property != null) {
            path.append('.').append(shown(property));
            boolean isMissing = "required".equals(error.getKeyword());
            String detail = path + (isMissing ? " is missing." : " is none of the members of " + name + ".");
            return new Refusal(ErrorCode.EVENT_INVALID, detail, path.toString(), null);
        }
        boolean isShown = value.isValueNode() && member != null && kind(member) != PrivacyKind.CONTENT;
        return new Refusal(
                ErrorCode.EVENT_INVALID,
                path + " " + rule(error) + ".",
                path.toString(),
                isShown ? shown(value.asString()) : null);
    }

    private static String rule(Error error) {
        Object[] arguments = error.getArguments();
        String expected =
                arguments == null || arguments.length == 0 ? "" : String.valueOf(arguments[arguments.length - 1]);
        return switch (String.valueOf(error.getKeyword())) {
            case "type" -> "must be of type " + expected;
            case "enum" -> "must be one of " + expected;
            case "pattern" -> "must match " + expected;
            case "minLength" -> "must have at least " + expected + " characters";
            case "maxLength" -> "must have at most " + expected + " characters";
            case "maxItems" -> "must have fewer entries";
            default -> "is not as the schema of this type says (" + error.getKeyword() + ")";
        };
    }

    private static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
