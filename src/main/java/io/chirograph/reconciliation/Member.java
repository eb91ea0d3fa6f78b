package io.chirograph.reconciliation;

import io.chirograph.event.encoding.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A value of a report with its path, for messages. Members that nobody asks for are passed over.
record Member(JsonNode node, String path) {
    private static final int LONGEST = 256;

    Member get(String name) {
        return new Member(node.path(name), path.isEmpty() ? name : path + "." + name);
    }

    boolean isMissing() {
        return node.isMissingNode() || node.isNull();
    }

    List<Member> list() throws UnreadableReportException {
        if (!node.isArray()) {
            throw wrong("a list");
        }
        List<Member> all = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            all.add(new Member(node.get(i), path + "[" + i + "]"));
        }
        return all;
    }

    /// A count that has to be there.
    long count() throws UnreadableReportException {
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < 0
                || node.longValue() > CanonicalJson.MAX_INTEGER) {
            throw wrong("a whole number from 0 to " + CanonicalJson.MAX_INTEGER);
        }
        return node.longValue();
    }

    /// A count; 0 where there is none.
    long countOrZero() throws UnreadableReportException {
        return isMissing() ? 0 : count();
    }

    /// A short text without control characters; null where there is none.
    @Nullable
    String text() throws UnreadableReportException {
        if (isMissing()) {
            return null;
        }
        if (!node.isString()
                || node.stringValue().isEmpty()
                || node.stringValue().length() > LONGEST
                || node.stringValue().chars().anyMatch(Character::isISOControl)) {
            throw wrong("a text of 1 to " + LONGEST + " characters, none a control");
        }
        return node.stringValue();
    }

    String requiredText() throws UnreadableReportException {
        String text = text();
        if (text == null) {
            throw wrong("a text");
        }
        return text;
    }

    boolean flag() throws UnreadableReportException {
        if (isMissing()) {
            return false;
        }
        if (!node.isBoolean()) {
            throw wrong("true or false");
        }
        return node.booleanValue();
    }

    UnreadableReportException wrong(String rule) {
        String was = node.isMissingNode() ? "missing" : node.toString();
        String shown = was.length() > 80 ? was.substring(0, 80) + "…" : was;
        return new UnreadableReportException(path + " must be " + rule + ", was " + shown);
    }
}
