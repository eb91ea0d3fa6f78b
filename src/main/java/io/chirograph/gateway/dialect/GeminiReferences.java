package io.chirograph.gateway.dialect;

import java.util.ArrayList;
import java.util.List;

/// Where bodies of Google's format name what the provider keeps. Each name has two spellings, and one thing may stand
/// in the place of a list of them.
final class GeminiReferences {
    private static final List<String> SINGLE = List.of(
            "cachedContent",
            "cached_content",
            "previous_interaction_id",
            "previousInteractionId",
            "operationName",
            "operation_name",
            "fileName",
            "file_name",
            "tunedModelSource.tunedModel",
            "tuned_model_source.tuned_model",
            "batch.inputConfig.fileName",
            "batch.inputConfig.file_name",
            "batch.input_config.fileName",
            "batch.input_config.file_name");
    private static final List<String> IN_BATCHES = List.of(
            "batch.inputConfig.requests.requests[].request.",
            "batch.input_config.requests.requests[].request.",
            "requests[].");

    static final String[] PATHS = paths();

    private GeminiReferences() {}

    private static String[] paths() {
        List<String> paths = new ArrayList<>(SINGLE);
        content("", paths);
        for (String at : IN_BATCHES) {
            paths.add(at + "cachedContent");
            paths.add(at + "cached_content");
            content(at, paths);
        }
        for (String tools : List.of("tools.", "tools[].")) {
            for (String search : List.of("fileSearch.", "file_search.")) {
                for (String names : List.of("fileSearchStoreNames", "file_search_store_names")) {
                    paths.add(tools + search + names);
                    paths.add(tools + search + names + "[]");
                }
            }
        }
        return paths.toArray(String[]::new);
    }

    private static void content(String at, List<String> paths) {
        for (String content :
                List.of("contents.", "contents[].", "content.", "systemInstruction.", "system_instruction.")) {
            for (String parts : List.of("parts.", "parts[].")) {
                for (String data : List.of("fileData.", "file_data.")) {
                    paths.add(at + content + parts + data + "fileUri");
                    paths.add(at + content + parts + data + "file_uri");
                }
            }
        }
    }
}
