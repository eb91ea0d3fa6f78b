package io.chirograph.standin;

import java.io.IOException;
import tools.jackson.databind.JsonNode;

/// OpenAI's Realtime API, as far as the instructions of a response ask for it: `answer`, `hang`.
final class Realtime {
    private Realtime() {}

    static void serve(SocketWire socket) throws IOException {
        socket.text("{\"type\":\"session.created\",\"session\":{\"type\":\"realtime\",\"turn_detection\":null}}");
        int number = 0;
        for (SocketWire.Got got = socket.next(); got != null; got = socket.next()) {
            if (got.opcode() == SocketWire.CLOSE) {
                socket.frame(0x80 | SocketWire.CLOSE, got.payload());
                return;
            }
            JsonNode event = got.json();
            if (!event.path("type").asString("").equals("response.create")) {
                continue;
            }
            String id = "resp_" + ++number;
            socket.text("{\"type\":\"response.created\",\"response\":{\"id\":\"" + id + "\"}}");
            if (event.at("/response/instructions").asString("").equals("hang")) {
                continue;
            }
            socket.text("{\"type\":\"response.output_text.delta\",\"response_id\":\"" + id + "\",\"delta\":\"Hi\"}");
            socket.text("{\"type\":\"response.done\",\"response\":{\"id\":\"" + id + "\",\"status\":\"completed\","
                    + "\"usage\":{\"total_tokens\":9,\"input_tokens\":5,\"output_tokens\":4}}}");
        }
    }
}
