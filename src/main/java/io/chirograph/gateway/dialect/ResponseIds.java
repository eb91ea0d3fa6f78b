package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.json.FieldSelector;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads from a response the ids of what the provider keeps.
/// For responses to stateful operations, JSON or a stream of events. One thread; not reusable.
public final class ResponseIds implements AutoCloseable {
    private static final int MOST = 1000;
    private static final String INTERACTIONS = "interactions/";
    private static final FieldSelector IDS = new FieldSelector()
            .scalar("{,file.,container.,conversation.,data[].,output[].,item.}id", 0)
            .scalar("{thread_id,output_file_id,error_file_id,result_files[],fine_tuned_model}", 0)
            .scalar("response.{,output[].}id", 0)
            .scalar("{output[],response.output[],item}.container_id", 0)
            .scalar("{invocationArn,jobArn}", 0);
    private static final FieldSelector NAMES = new FieldSelector()
            .scalar("{,file.,files[].,response.}name", 0)
            .scalar("{,interaction.}id", 0)
            .scalar("{response,metadata.output}.responsesFile", 0)
            .scalar("metadata.tunedModel", 0)
            .scalar("response.generateVideoResponse.generatedSamples[].video.uri", 0);

    private final Found found;
    private final ResponseObserver reader;

    /// @param named whether things are known by resource names, as Google has it; elsewhere a name is the caller's word
    /// @param header the response's header by lower-case name, null when absent
    public ResponseIds(boolean named, UnaryOperator<@Nullable String> header) {
        this.found = new Found(named);
        this.reader = new ResponseObserver(found, false, header);
    }

    public void feed(byte[] bytes, int length) {
        reader.feed(bytes, 0, length);
    }

    /// What was found.
    public Set<String> ids() {
        return found.ids;
    }

    @Override
    public void close() {
        reader.close();
    }

    private static final class Found extends ResponseExtractor {
        private final boolean named;
        private final Set<String> ids = new TreeSet<>();

        Found(boolean named) {
            super(named ? NAMES : IDS, Set.of(), false);
            this.named = named;
        }

        @Override
        public void string(int leaf, String value) {
            if (ids.size() < MOST && !value.isBlank()) {
                ids.add(References.key(value));
                if (named && value.indexOf('/') < 0) {
                    ids.add(INTERACTIONS + value);
                }
            }
        }
    }
}
