package io.chirograph.gateway.dialect;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whether an error member of a response says anything. Many good responses carry an empty one.
final class SaidError {
    /// The code of an error without one.
    static final String ERROR = "error";

    private SaidError() {}

    /// The code of the error that an object or array describes, `error` for one without; null where it says
    /// nothing.
    /// @param json null where it was too large to be kept
    static @Nullable String code(byte @Nullable [] json) {
        if (json == null) {
            return ERROR;
        }
        try {
            JsonNode error = JsonMapper.shared().readTree(json);
            return isSaid(error) ? code(error) : null;
        } catch (JacksonException notJson) {
            return ERROR;
        }
    }

    /// The same of an error that is a string.
    static @Nullable String code(String text) {
        return isSaid(text) ? ERROR : null;
    }

    private static String code(JsonNode error) {
        for (String name : new String[] {"code", "status", "type"}) {
            String text = error.path(name).asString("");
            if (error.path(name).isString() && isSaid(text)) {
                return text;
            }
        }
        JsonNode number = error.path("code");
        return number.isNumber() && isSaid(number) ? number.asString() : ERROR;
    }

    private static boolean isSaid(JsonNode node) {
        if (node.isContainer()) {
            return node.values().stream().anyMatch(SaidError::isSaid);
        }
        return switch (node.getNodeType()) {
            case STRING -> isSaid(node.stringValue());
            case NUMBER -> node.doubleValue() != 0;
            case BOOLEAN -> node.booleanValue();
            default -> false;
        };
    }

    private static boolean isSaid(String text) {
        return !text.isBlank() && !text.equals("0");
    }
}
