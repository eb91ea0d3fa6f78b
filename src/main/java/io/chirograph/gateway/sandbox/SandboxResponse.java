package io.chirograph.gateway.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// One response of the sandbox.
/// @param pieces what a provider would write at once: a whole body, or the events of a stream one by one
/// @param slow whether there is a pause before each piece
record SandboxResponse(int status, String contentType, List<byte[]> pieces, boolean slow) {
    static SandboxResponse json(int status, String body) {
        return new SandboxResponse(status, "application/json", List.of(body.getBytes(StandardCharsets.UTF_8)), false);
    }

    static SandboxResponse stream(List<byte[]> events, boolean slow) {
        return new SandboxResponse(200, "text/event-stream; charset=utf-8", events, slow);
    }

    /// An event without a name, as OpenAI's chat completions have them.
    static byte[] event(String json) {
        return ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    static byte[] event(String name, String json) {
        return ("event: " + name + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    boolean streamed() {
        return contentType.startsWith("text/event-stream");
    }
}
