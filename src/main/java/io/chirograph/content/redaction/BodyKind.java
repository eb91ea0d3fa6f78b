package io.chirograph.content.redaction;

import java.util.Locale;

/// What a body is read as.
enum BodyKind {
    JSON,
    /// Lines of JSON that are the events of one stream, or one list of them.
    JSON_STREAM,
    SERVER_SENT,
    AWS,
    MULTIPART,
    FORM,
    TEXT,
    BINARY;

    /// By what is declared, and by how it begins.
    /// @param head the first bytes
    static BodyKind of(ContentRedactor.Subject subject, byte[] head) {
        String declared = subject.contentType() == null
                ? ""
                : subject.contentType().strip().toLowerCase(Locale.ROOT);
        int end = declared.indexOf(';');
        String type = (end < 0 ? declared : declared.substring(0, end)).strip();
        int first = first(head);
        switch (type) {
            case "text/event-stream" -> {
                return SERVER_SENT;
            }
            case "application/vnd.amazon.eventstream" -> {
                return AWS;
            }
            case "multipart/form-data", "multipart/mixed", "multipart/related" -> {
                boolean isClear = PartsReader.boundary(String.valueOf(subject.contentType())) != null;
                return isClear ? MULTIPART : BINARY;
            }
            case "application/x-www-form-urlencoded" -> {
                return FORM;
            }
            default -> {}
        }
        boolean isLines = type.contains("ndjson")
                || type.contains("jsonl")
                || type.contains("json-seq")
                || type.contains("json-lines");
        if (subject.response() && begins(head, first, "data:", "event:", ":")) {
            return SERVER_SENT;
        }
        boolean isValue = first < head.length && "{[\"-0123456789".indexOf(head[first]) >= 0;
        boolean isJson = isValue && (type.endsWith("json") || isLines);
        boolean isOpen = first < head.length && (head[first] == '{' || head[first] == '[');
        if (isJson || (isOpen && !type.startsWith("text/"))) {
            boolean isList = isOpen
                    && head[first] == '['
                    && subject.response()
                    && subject.dialect().equals("gemini");
            return isList || (isLines && subject.response()) ? JSON_STREAM : JSON;
        }
        return type.startsWith("text/") || isText(head) ? TEXT : BINARY;
    }

    private static int first(byte[] head) {
        int first = head.length > 2 && (head[0] & 0xFF) == 0xEF && (head[1] & 0xFF) == 0xBB ? 3 : 0;
        boolean isWide = head.length > 3 && ((head[0] & 0xFF) >= 0xFE && (head[1] & 0xFF) >= 0xFE);
        first = isWide ? 2 : first;
        while (first < head.length && head[first] >= 0 && head[first] <= ' ') {
            first++;
        }
        return first;
    }

    private static boolean begins(byte[] head, int first, String... words) {
        for (String word : words) {
            int i = 0;
            while (i < word.length() && first + i < head.length && head[first + i] == word.charAt(i)) {
                i++;
            }
            if (i == word.length()) {
                return true;
            }
        }
        return false;
    }

    /// Whether no byte is one that no text has.
    private static boolean isText(byte[] head) {
        for (byte b : head) {
            if (b >= 0 && b < ' ' && "\t\n\r\f\u001B".indexOf(b) < 0) {
                return false;
            }
        }
        return head.length > 0;
    }
}
