package io.chirograph.gateway.dialect.openai;

import io.chirograph.gateway.dialect.EndpointDialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.ResponseExtractor;
import io.chirograph.gateway.dialect.ResponseUrls;
import io.chirograph.policy.model.Matching;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// OpenAI's wire format, which many providers share.
public final class OpenAiDialect extends EndpointDialect {
    private static final String DEPLOYMENTS = "deployments";
    private static final Set<String> ENDED =
            Set.of("chat.completions", "responses", "responses.stored", "completions", "threads");

    /// Stateful endpoints whose responses are read: they may be streams.
    private static final Set<String> READ_STATE = Set.of("responses.stored", "threads");

    private static final Set<String> CONTEXT_KNOWN = Set.of(
            "chat.completions",
            "completions",
            "embeddings",
            "moderations",
            "responses",
            "responses.compact",
            "responses.socket",
            "responses.input_tokens");

    public OpenAiDialect() {
        super("openai", EndpointTable.OPENAI, RequestShape.OPENAI);
    }

    /// Azure has the model in the path: `/openai/deployments/<name>/chat/completions`.
    @Override
    public Operation operation(String method, String rawPath) {
        Paths read = Paths.of(rawPath);
        List<String> path = read.segments();
        int exact = path.indexOf(DEPLOYMENTS) + 1;
        Operation found = EndpointTable.OPENAI.find(
                method, exact > 0 && exact < path.size() ? path.subList(exact + 1, path.size()) : path);
        return found.on(deployment(read.careless()));
    }

    /// Azure's paths have no case.
    private static @Nullable String deployment(List<String> path) {
        for (int i = 0; i + 1 < path.size(); i++) {
            if (Matching.folded(path.get(i)).equals(DEPLOYMENTS)) {
                return path.get(i + 1);
            }
        }
        return null;
    }

    @Override
    protected boolean isContextKnown(Operation operation) {
        return CONTEXT_KNOWN.contains(operation.endpoint());
    }

    @Override
    protected boolean isRead(Operation operation) {
        return super.isRead(operation) || READ_STATE.contains(operation.endpoint());
    }

    @Override
    protected ResponseExtractor extractor(Operation operation, boolean isGood, UnaryOperator<@Nullable String> header) {
        return new OpenAiExtractor(isGood && ENDED.contains(operation.endpoint()));
    }

    @Override
    public ResponseUrls urls(Operation operation) {
        return ResponseUrls.OPENAI;
    }

    @Override
    public byte[] error(ErrorFacts error) {
        var members = ErrorBody.problem(error);
        members.put("error", ErrorBody.openAi(error));
        return ErrorBody.bytes(members);
    }
}
