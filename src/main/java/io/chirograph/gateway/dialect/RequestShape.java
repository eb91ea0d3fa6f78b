package io.chirograph.gateway.dialect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What of a request body is recorded, by dialect: a list of scalars, and counts and digests in the place
/// of the rest. Names are those of the OpenTelemetry GenAI conventions where these have one.
final class RequestShape {
    /// Under which names it is recorded whom a body says that it is for: what is no parameter.
    static final Set<String> USERS = Set.of("bodyUser", "bodySafetyIdentifier", "bodyMetadataUserId");

    private static final Pattern FORM_STEPS = Pattern.compile("[\\[.]");

    static final int MODEL = 0;
    static final int STREAM = 1;

    /// Further models that the call may end at.
    static final int ALSO = 2;

    /// Names of what the provider keeps.
    static final int REFERENCE = 3;

    /// Names of skills, of which some are the provider's own.
    static final int SKILL = 4;

    /// Ids of items, which are names of what the provider keeps where the item is nothing but a reference.
    static final int ITEM_ID = 5;

    static final int ITEM_TYPE = 6;

    /// The first leaf that is a parameter.
    static final int PARAMETERS = 7;

    private final Shape shape = new Shape().scalar("model", MODEL).scalar("stream", STREAM);
    private final List<String> names = new ArrayList<>(Collections.nCopies(PARAMETERS, "none"));

    private RequestShape() {}

    static final RequestShape OPENAI = new RequestShape()
            .common()
            .references("", OpenAiReferences.PATHS)
            .scalar("user", "bodyUser")
            .scalar("safety_identifier", "bodySafetyIdentifier")
            .skills("tools[].environment.skills[].skill_id")
            .items("input")
            .items("items")
            .count("items", "items.count")
            .also("session.model", "session.audio.input.transcription.model")
            .scalar("max_completion_tokens", "gen_ai.request.max_tokens")
            .scalar("max_output_tokens", "gen_ai.request.max_tokens")
            .scalar("presence_penalty", "gen_ai.request.presence_penalty")
            .scalar("frequency_penalty", "gen_ai.request.frequency_penalty")
            .scalar("seed", "gen_ai.request.seed")
            .scalar("n", "gen_ai.request.choice.count")
            .scalar("encoding_format", "gen_ai.request.encoding_formats")
            .scalar("dimensions", "gen_ai.embeddings.dimension.count")
            .scalar("reasoning_effort", "reasoning.effort")
            .scalar("reasoning.effort", "reasoning.effort")
            .scalar("reasoning.summary", "reasoning.summary")
            .scalar("verbosity", "verbosity")
            .scalar("text.verbosity", "verbosity")
            .scalar("store", "store")
            .scalar("background", "background")
            .scalar("truncation", "truncation")
            .scalar("parallel_tool_calls", "parallel_tool_calls")
            .scalar("max_tool_calls", "max_tool_calls")
            .scalar("logprobs", "logprobs")
            .scalar("top_logprobs", "top_logprobs")
            .scalar("best_of", "best_of")
            .scalar("echo", "echo")
            .scalar("stream_options.include_usage", "stream_options.include_usage")
            .structure("response_format", "response_format")
            .scalar("response_format.type", "response_format.type")
            .structure("text.format", "response_format")
            .scalar("text.format.type", "response_format.type")
            .many("input", "input.count")
            .many("prompt", "prompt.count")
            .many("stop", "stop.count")
            .count("modalities", "modalities.count")
            .count("functions", "functions.count")
            .structure("functions", "functions");

    static final RequestShape ANTHROPIC = new RequestShape()
            .common()
            .messages("")
            .messages("requests[].params.")
            .scalar("metadata.user_id", "bodyMetadataUserId")
            .references(
                    "",
                    "agent",
                    "agent.id",
                    "environment_id",
                    "vault_ids[]",
                    "resources[].file_id",
                    "resources[].memory_store_id")
            .also("requests[].params.model", "requests[].params.tools[].model")
            .scalar("thinking.type", "thinking.type")
            .scalar("thinking.budget_tokens", "thinking.budget_tokens")
            .scalar("output_config.effort", "reasoning.effort")
            .count("stop_sequences", "stop.count")
            .count("mcp_servers", "mcp_servers.count")
            .structure("output_config.format", "response_format")
            .structure("output_format", "response_format")
            .scalar("output_format.type", "response_format.type");

    /// Google reads each name in both of its spellings.
    static final RequestShape GEMINI =
            new RequestShape().generation("generationConfig").generation("generation_config");

    static final RequestShape BEDROCK = new RequestShape()
            .common()
            .scalar("thinking.budget_tokens", "thinking.budget_tokens")
            .scalar("max_tokens_to_sample", "gen_ai.request.max_tokens")
            .scalar("inferenceConfig.maxTokens", "gen_ai.request.max_tokens")
            .scalar("inferenceConfig.temperature", "gen_ai.request.temperature")
            .scalar("inferenceConfig.topP", "gen_ai.request.top_p")
            .scalar("textGenerationConfig.maxTokenCount", "gen_ai.request.max_tokens")
            .scalar("textGenerationConfig.temperature", "gen_ai.request.temperature")
            .scalar("textGenerationConfig.topP", "gen_ai.request.top_p")
            .scalar("max_gen_len", "gen_ai.request.max_tokens")
            .count("toolConfig.tools", "tools.count");

    private RequestShape generation(String config) {
        return count("contents", "messages.count")
                .references("", GeminiReferences.PATHS)
                .count("tools", "tools.count")
                .scalar(config + ".temperature", "gen_ai.request.temperature")
                .scalar(config + ".maxOutputTokens", "gen_ai.request.max_tokens")
                .scalar(config + ".max_output_tokens", "gen_ai.request.max_tokens")
                .scalar(config + ".topP", "gen_ai.request.top_p")
                .scalar(config + ".top_p", "gen_ai.request.top_p")
                .scalar(config + ".topK", "gen_ai.request.top_k")
                .scalar(config + ".top_k", "gen_ai.request.top_k")
                .scalar(config + ".candidateCount", "gen_ai.request.choice.count")
                .scalar(config + ".candidate_count", "gen_ai.request.choice.count");
    }

    private RequestShape messages(String at) {
        return references(
                        at,
                        "messages[].content[].file_id",
                        "messages[].content[].source.file_id",
                        "messages[].content[].content[].source.file_id",
                        "container",
                        "container.id")
                .skills(at + "container.skills[].skill_id");
    }

    private RequestShape skills(String path) {
        shape.scalar(path, SKILL);
        return this;
    }

    /// An array of items, of which some stand for others that the provider keeps.
    private RequestShape items(String path) {
        shape.scalar(path + "[].id", ITEM_ID).scalar(path + "[].type", ITEM_TYPE);
        return this;
    }

    private RequestShape references(String at, String... paths) {
        for (String path : paths) {
            shape.scalar(at + path, REFERENCE);
        }
        return this;
    }

    private RequestShape also(String... paths) {
        for (String path : paths) {
            shape.scalar(path, ALSO);
        }
        return this;
    }

    /// The leaf of a field of a form, `a`, `a[]`, `a[b]` or `a.b`; [Shape#NONE] for one that is of no interest.
    int field(String name) {
        Shape place = shape;
        for (String step : FORM_STEPS.split(name.replace("]", ""), -1)) {
            byte[] bytes = step.getBytes(StandardCharsets.UTF_8);
            boolean isIndex = step.isEmpty() || Character.isDigit(step.charAt(0));
            Shape next = isIndex ? place.element() : place.member(bytes, bytes.length);
            if (next == null) {
                return Shape.NONE;
            }
            place = next;
        }
        Shape element = place.element();
        return place.scalar() == Shape.NONE && element != null ? element.scalar() : place.scalar();
    }

    /// Whether a careless reader could take a field of a form for one that is of interest.
    boolean isSimilar(String name) {
        String first = FORM_STEPS.split(name, 2)[0];
        byte[] bytes = first.getBytes(StandardCharsets.UTF_8);
        return shape.member(bytes, bytes.length) == null && shape.isSimilar(bytes, bytes.length);
    }

    private RequestShape common() {
        return scalar("max_tokens", "gen_ai.request.max_tokens")
                .scalar("temperature", "gen_ai.request.temperature")
                .scalar("top_p", "gen_ai.request.top_p")
                .scalar("top_k", "gen_ai.request.top_k")
                .scalar("service_tier", "service_tier")
                .scalar("tool_choice", "tool_choice")
                .scalar("tool_choice.type", "tool_choice")
                .count("messages", "messages.count")
                .count("tools", "tools.count")
                .structure("tools", "tools")
                .also("models[]", "tools[].model");
    }

    private RequestShape scalar(String path, String name) {
        shape.scalar(path, leaf(name));
        return this;
    }

    private RequestShape count(String path, String name) {
        shape.array(path, leaf(name));
        return this;
    }

    /// One value or an array of them.
    private RequestShape many(String path, String name) {
        shape.array(path, leaf(name));
        shape.text(path, leaf(name));
        return this;
    }

    private RequestShape structure(String path, String name) {
        shape.raw(path, leaf(name + ".digest"));
        return this;
    }

    private int leaf(String name) {
        names.add(name);
        return names.size() - 1;
    }

    Shape shape() {
        return shape;
    }

    String name(int leaf) {
        return names.get(leaf);
    }
}
