package io.chirograph.gateway.dialect;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A plain reading of a whole stream, as the WHATWG text describes it and the SDKs take its end.
final class EventStreamClient {
    private EventStreamClient() {}

    /// Whether a client of the dialect takes the stream for ended by one of these events.
    static boolean seesEnd(String dialect, String text) {
        String stream = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String[] lines = stream.split("\r\n|\n|\r", -1);
        String name = "";
        StringBuilder data = null;
        for (int i = 0; i < lines.length - 1; i++) {
            String line = lines[i];
            if (line.isEmpty()) {
                if (data != null && isEnd(dialect, name, data.toString())) {
                    return true;
                }
                name = "";
                data = null;
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (field.equals("event")) {
                name = value;
            } else if (field.equals("data")) {
                data = data == null
                        ? new StringBuilder(value)
                        : data.append('\n').append(value);
            }
        }
        return false;
    }

    private static boolean isEnd(String dialect, String name, String data) {
        if (dialect.equals("anthropic")) {
            return name.equals("message_stop") || "message_stop".equals(type(data));
        }
        String type = type(data);
        return data.startsWith("[DONE]") || name.equals("response.completed") || "response.completed".equals(type);
    }

    private static String type(String data) {
        try {
            return JsonMapper.shared().readTree(data).path("type").asString("");
        } catch (JacksonException notJson) {
            return "";
        }
    }
}
