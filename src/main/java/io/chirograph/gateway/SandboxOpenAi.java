package io.chirograph.gateway;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The sandbox's chat completions, completions, embeddings and models, in OpenAI's shapes.
final class SandboxOpenAi {
    static final long CREATED = 1_700_000_000;
    private static final long MAX_CHOICES = 8;
    private static final long MAX_DIMENSIONS = 4096;
    private static final long MAX_INPUTS = 2048;
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    private SandboxOpenAi() {}

    static SandboxAnswer models(String id) {
        if (id.equals("models")) {
            return SandboxAnswer.json(
                    200,
                    Map.of("object", "list", "data", List.of(model(SandboxAnswers.MODEL), model(SandboxAnswers.SLOW))));
        }
        return SandboxAnswer.json(200, model(id));
    }

    private static Map<String, Object> model(String id) {
        return members("id", id, "object", "model", "created", CREATED, "owned_by", "chirograph");
    }

    static SandboxAnswer chat(SandboxAnswers.Request request) {
        var text = request.text();
        long choices = Math.clamp(request.number("gen_ai.request.choice.count", 1), 1, MAX_CHOICES);
        if (request.stream()) {
            return chatStream(request, text, choices);
        }
        List<Object> answers = new ArrayList<>();
        for (long i = 0; i < choices; i++) {
            answers.add(members(
                    "index",
                    i,
                    "message",
                    members("role", "assistant", "content", text.whole(), "refusal", null),
                    "logprobs",
                    null,
                    "finish_reason",
                    finish(text)));
        }
        return SandboxAnswer.json(200, answer(request, "chat.completion", "chatcmpl-", answers, usage(text, choices)));
    }

    private static SandboxAnswer chatStream(SandboxAnswers.Request request, SandboxText text, long choices) {
        boolean usage = request.is("stream_options.include_usage", true);
        List<byte[]> events = new ArrayList<>();
        for (long i = 0; i < choices; i++) {
            events.add(chunk(request, usage, i, members("role", "assistant", "content", ""), null));
            for (String word : text.words()) {
                events.add(chunk(request, usage, i, members("content", word), null));
            }
            events.add(chunk(request, usage, i, members(), finish(text)));
        }
        if (usage) {
            events.add(SandboxAnswer.event(
                    answer(request, "chat.completion.chunk", "chatcmpl-", List.of(), usage(text, choices))));
        }
        events.add(DONE);
        return SandboxAnswer.stream(events, request.slow());
    }

    private static byte[] chunk(
            SandboxAnswers.Request request,
            boolean usage,
            long choice,
            Map<String, Object> delta,
            @Nullable String finish) {
        var choices =
                List.<Object>of(members("index", choice, "delta", delta, "logprobs", null, "finish_reason", finish));
        var chunk = answer(request, "chat.completion.chunk", "chatcmpl-", choices, null);
        if (!usage) {
            chunk.remove("usage");
        }
        return SandboxAnswer.event(chunk);
    }

    static SandboxAnswer completion(SandboxAnswers.Request request) {
        var text = request.text();
        if (!request.stream()) {
            var choice = members("index", 0, "text", text.whole(), "logprobs", null, "finish_reason", finish(text));
            return SandboxAnswer.json(
                    200, answer(request, "text_completion", "cmpl-", List.of(choice), usage(text, 1)));
        }
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < text.words().size(); i++) {
            boolean last = i == text.words().size() - 1;
            var choice = members(
                    "index",
                    0,
                    "text",
                    text.words().get(i),
                    "logprobs",
                    null,
                    "finish_reason",
                    last ? finish(text) : null);
            var chunk = answer(request, "text_completion", "cmpl-", List.of(choice), null);
            chunk.remove("usage");
            events.add(SandboxAnswer.event(chunk));
        }
        if (request.is("stream_options.include_usage", true)) {
            events.add(SandboxAnswer.event(answer(request, "text_completion", "cmpl-", List.of(), usage(text, 1))));
        }
        events.add(DONE);
        return SandboxAnswer.stream(events, request.slow());
    }

    static SandboxAnswer embeddings(SandboxAnswers.Request request) {
        int dimensions = (int) Math.clamp(request.number("gen_ai.embeddings.dimension.count", 64), 1, MAX_DIMENSIONS);
        long inputs = Math.clamp(request.number("input.count", 1), 1, MAX_INPUTS);
        boolean base64 = request.is("gen_ai.request.encoding_formats", "base64");
        var random = new Random(Long.parseLong(request.text().id(), 16));
        List<Object> data = new ArrayList<>();
        for (long i = 0; i < inputs; i++) {
            float[] vector = new float[dimensions];
            for (int k = 0; k < dimensions; k++) {
                vector[k] = random.nextInt(-1000, 1001) / 1000f;
            }
            data.add(members("object", "embedding", "index", i, "embedding", base64 ? base64(vector) : vector));
        }
        long tokens = request.text().inputTokens();
        return SandboxAnswer.json(
                200,
                members(
                        "object",
                        "list",
                        "data",
                        data,
                        "model",
                        request.model(),
                        "usage",
                        members("prompt_tokens", tokens, "total_tokens", tokens)));
    }

    private static String base64(float[] vector) {
        var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static Map<String, Object> answer(
            SandboxAnswers.Request request,
            String object,
            String prefix,
            List<?> choices,
            @Nullable Map<String, Object> usage) {
        return members(
                "id",
                prefix + request.text().id(),
                "object",
                object,
                "created",
                CREATED,
                "model",
                request.model(),
                "choices",
                choices,
                "usage",
                usage);
    }

    private static Map<String, Object> usage(SandboxText text, long choices) {
        long output = text.outputTokens() * choices;
        return members(
                "prompt_tokens",
                text.inputTokens(),
                "completion_tokens",
                output,
                "total_tokens",
                text.inputTokens() + output);
    }

    private static String finish(SandboxText text) {
        return text.cut() ? "length" : "stop";
    }

    /// An object with these members, in this order; JSON may say null where a map of ours may not.
    @SuppressWarnings("NullAway") // written as JSON, never read
    static Map<String, Object> members(@Nullable Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return members;
    }
}
