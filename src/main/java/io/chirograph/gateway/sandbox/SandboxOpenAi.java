package io.chirograph.gateway.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The sandbox's chat completions, completions, embeddings and models, in OpenAI's shapes.
final class SandboxOpenAi {
    private static final long MAX_CHOICES = 8;
    private static final long MAX_DIMENSIONS = 4096;
    private static final long MAX_INPUTS = 2048;
    private static final String CHUNK = "chat.completion.chunk";
    private static final String INCLUDE_USAGE = "stream_options.include_usage";
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    private SandboxOpenAi() {}

    static SandboxResponse models(String id) {
        String json = id.equals("models")
                ? """
                {"object":"list","data":[%s,%s]}\
                """.formatted(model(SandboxRequest.MODEL), model(SandboxRequest.SLOW))
                : model(id);
        return SandboxResponse.json(200, json);
    }

    private static String model(String id) {
        return """
            {"id":%s,"object":"model","created":1700000000,"owned_by":"chirograph"}\
            """.formatted(SandboxRequest.quoted(id));
    }

    static SandboxResponse chat(SandboxRequest request) {
        long choices = Math.clamp(request.number("gen_ai.request.choice.count", 1), 1, MAX_CHOICES);
        if (request.stream()) {
            return chatStream(request, choices);
        }
        String message = """
            "message":{"role":"assistant","content":"%s","refusal":null}\
            """.formatted(request.whole());
        String answers = LongStream.range(0, choices)
                .mapToObj(i -> choice(i, message, finish(request)))
                .collect(Collectors.joining(","));
        return SandboxResponse.json(200, completion(request, "chat.completion", answers, usage(request, choices)));
    }

    private static SandboxResponse chatStream(SandboxRequest request, long choices) {
        String usage = request.is(INCLUDE_USAGE, true) ? "null" : null;
        List<byte[]> events = new ArrayList<>();
        for (long i = 0; i < choices; i++) {
            events.add(chunk(request, usage, i, "\"role\":\"assistant\",\"content\":\"\"", "null"));
            for (String word : request.words()) {
                events.add(chunk(request, usage, i, "\"content\":\"" + word + "\"", "null"));
            }
            events.add(chunk(request, usage, i, "", finish(request)));
        }
        if (usage != null) {
            events.add(SandboxResponse.event(completion(request, CHUNK, "", usage(request, choices))));
        }
        events.add(DONE);
        return SandboxResponse.stream(events, request.slow());
    }

    private static byte[] chunk(
            SandboxRequest request, @Nullable String usage, long choice, String delta, String finish) {
        return SandboxResponse.event(
                completion(request, CHUNK, choice(choice, "\"delta\":{" + delta + "}", finish), usage));
    }

    static SandboxResponse completion(SandboxRequest request) {
        String object = "text_completion";
        if (!request.stream()) {
            String choice = choice(0, "\"text\":\"" + request.whole() + "\"", finish(request));
            return SandboxResponse.json(200, completion(request, object, choice, usage(request, 1)));
        }
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < request.words().size(); i++) {
            String finish = i == request.words().size() - 1 ? finish(request) : "null";
            String choice = choice(0, "\"text\":\"" + request.words().get(i) + "\"", finish);
            events.add(SandboxResponse.event(completion(request, object, choice, null)));
        }
        if (request.is(INCLUDE_USAGE, true)) {
            events.add(SandboxResponse.event(completion(request, object, "", usage(request, 1))));
        }
        events.add(DONE);
        return SandboxResponse.stream(events, request.slow());
    }

    static SandboxResponse embeddings(SandboxRequest request) {
        int dimensions = (int) Math.clamp(request.number("gen_ai.embeddings.dimension.count", 64), 1, MAX_DIMENSIONS);
        long inputs = Math.clamp(request.number("input.count", 1), 1, MAX_INPUTS);
        boolean base64 = request.is("gen_ai.request.encoding_formats", "base64");
        var random = new Random(Long.parseLong(request.id(), 16));
        List<String> data = new ArrayList<>();
        for (long i = 0; i < inputs; i++) {
            float[] vector = new float[dimensions];
            for (int k = 0; k < dimensions; k++) {
                vector[k] = random.nextInt(-1000, 1001) / 1000f;
            }
            String embedding = JsonMapper.shared().writeValueAsString(base64 ? base64(vector) : vector);
            data.add("""
                {"object":"embedding","index":%s,"embedding":%s}\
                """.formatted(i, embedding));
        }
        return SandboxResponse.json(
                200, """
            {"object":"list","data":[%s],"model":%s,"usage":{"prompt_tokens":%3$s,"total_tokens":%3$s}}\
            """.formatted(String.join(",", data), request.quotedModel(), request.inputTokens()));
    }

    private static String base64(float[] vector) {
        var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static String choice(long index, String content, String finish) {
        return """
            {"index":%s,%s,"logprobs":null,"finish_reason":%s}\
            """.formatted(index, content, finish);
    }

    /// @param usage null for no such member
    private static String completion(SandboxRequest request, String object, String choices, @Nullable String usage) {
        return """
            {"id":"%s-%s","object":"%s","created":1700000000,"model":%s,"choices":[%s]%s}\
            """.formatted(
                        object.startsWith("chat") ? "chatcmpl" : "cmpl",
                        request.id(),
                        object,
                        request.quotedModel(),
                        choices,
                        usage == null ? "" : ",\"usage\":" + usage);
    }

    private static String usage(SandboxRequest request, long choices) {
        long output = request.outputTokens() * choices;
        return """
            {"prompt_tokens":%s,"completion_tokens":%s,"total_tokens":%s}\
            """.formatted(request.inputTokens(), output, request.inputTokens() + output);
    }

    private static String finish(SandboxRequest request) {
        return request.cut() ? "\"length\"" : "\"stop\"";
    }
}
