package io.chirograph.gateway.call;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.Sent;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.support.coding.ContentCoding;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What goes to the provider: the call as it came, or with the real model in place of an alias, where the model stands:
/// in the path, in the body, or in the query by which a socket is opened. Nothing else is ever changed.
/// @param target where it goes at the provider
/// @param changed what the event says of a call that does not go as it came; null for one that does
public record OutboundRequest(
        Call call,
        Target target,
        @Nullable ReceivedBody body,
        @Nullable Sent changed) {
    /// Headers about the body's bytes, which are not true of other bytes.
    private static final Set<String> OF_THE_BYTES =
            Set.of("content-md5", "digest", "content-digest", "repr-digest", "signature", "signature-input");

    /// Endpoints whose bodies name the model of the path again.
    private static final Set<String> NAMED_AGAIN = Set.of("models.batchEmbedContents");

    /// @param call decided, its body considered
    public static OutboundRequest of(Call call, RequestFacts facts, @Nullable ReceivedBody body) throws IOException {
        String model = call.model();
        String asked = facts.model();
        Target target = call.request().target();
        if (model == null || asked == null) {
            return new OutboundRequest(call, target, body, null);
        }
        if (body == null || call.operation().model() != null) {
            return inTarget(call, facts, body, asked, model);
        }
        RequestFacts.Reading reading = facts.reading();
        String encoding = call.request().headers().list("content-encoding");
        if (!ContentCoding.isIdentity(encoding) || reading.modelFrom() < 0) {
            throw new Refusal(
                    ErrorCode.ALIAS_ENCODING_UNSUPPORTED,
                    "The model '" + asked + "' is an alias, which can be replaced only in a body of JSON"
                            + " without content encoding.",
                    "Content-Encoding",
                    encoding);
        }
        ReceivedBody changed = body.with(CanonicalJson.encode(model), reading.modelFrom(), reading.modelTo());
        return new OutboundRequest(
                call.with(call.forwarded().without(OF_THE_BYTES)), target, changed, sent(call, changed, model));
    }

    private static OutboundRequest inTarget(
            Call call, RequestFacts facts, @Nullable ReceivedBody body, String asked, String model) {
        Operation operation = call.operation();
        Target target = call.request().target();
        target = operation.model() == null ? target.withQueryModel(asked, model) : target.withPathModel(asked, model);
        boolean isNamedElsewhere = NAMED_AGAIN.contains(operation.endpoint())
                || facts.reading().also().stream().anyMatch(other -> !other.equals(asked));
        if (target == null || isNamedElsewhere) {
            throw new Refusal(
                    ErrorCode.ALIAS_ENCODING_UNSUPPORTED,
                    "The model '" + asked + "' is an alias, which can be replaced in a URL only where it stands there"
                            + " once, and where the body names no model beside it.",
                    "model",
                    RecordedValue.cut(asked));
        }
        Call own = operation.model() == null ? call : call.as(operation.on(model));
        return new OutboundRequest(own, target, body, sent(call, body, model));
    }

    private static Sent sent(Call call, @Nullable ReceivedBody body, String model) {
        Digest digest = body == null ? ReceivedBody.EMPTY : body.digest();
        return new Sent(call.kept().digest(ContentPart.REQUEST, digest), model);
    }

    /// The same, sent by this call, which differs in nothing but the gateway's token.
    public OutboundRequest with(Call other) {
        return new OutboundRequest(other, target, body, changed);
    }

    /// The same, with this in the provider's place.
    public OutboundRequest through(Upstream other) {
        return new OutboundRequest(call.with(other), target, body, changed);
    }
}
