package io.chirograph.gateway.dialect.openai;

import io.chirograph.gateway.dialect.BodyReader;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.EndpointTable;
import io.chirograph.gateway.dialect.ErrorBody;
import io.chirograph.gateway.dialect.ErrorFacts;
import io.chirograph.gateway.dialect.GenericDialect;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Operation.Kind;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.RequestScan;
import io.chirograph.gateway.dialect.RequestShape;
import io.chirograph.gateway.dialect.ResponseObserver;
import io.chirograph.gateway.dialect.ResponseUrls;
import io.chirograph.policy.model.Matching;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// OpenAI's wire format, which many providers share.
public final class OpenAiDialect implements Dialect {
    private static final String DEPLOYMENTS = "deployments";
    private static final Set<String> ENDED =
            Set.of("chat.completions", "responses", "responses.stored", "completions", "threads");

    /// Stateful endpoints whose responses are read: they may be streams.
    private static final Set<String> READ_STATE = Set.of("responses.stored", "threads");

    @Override
    public String name() {
        return "openai";
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
    public RequestFacts readRequest(
            Operation operation, @Nullable String contentType, @Nullable String contentEncoding, BodySource body) {
        return switch (operation.kind()) {
            case INFERENCE, BATCHES, STATE, MINTING, OTHER ->
                RequestScan.read(RequestShape.OPENAI, contentType, contentEncoding, body);
            case CATALOGUE, FILES, ACCOUNT -> RequestFacts.UNKNOWN;
        };
    }

    @Override
    public ResponseObserver answer(Operation operation, int status, UnaryOperator<@Nullable String> header) {
        if (operation.kind() != Kind.INFERENCE
                && operation.kind() != Kind.OTHER
                && !READ_STATE.contains(operation.endpoint())) {
            return new GenericDialect().answer(operation, status, header);
        }
        boolean endExpected = status / 100 == 2 && ENDED.contains(operation.endpoint());
        return new BodyReader(new OpenAiExtractor(endExpected), operation.kind() == Kind.INFERENCE, header);
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
