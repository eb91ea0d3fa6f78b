package io.chirograph.gateway.call;

import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.Sent;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.policy.model.Target;
import io.chirograph.support.coding.ContentCoding;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What goes to the provider: the call as it came, or with the real model in place of an alias. Nothing else of a body
/// is ever changed.
/// @param changed what the event says of a body that is not the caller's; null for one that is
public record OutboundRequest(
        Call call, @Nullable ReceivedBody body, @Nullable Sent changed) {
    /// Headers about the body's bytes, which are not true of other bytes.
    private static final Set<String> OF_THE_BYTES =
            Set.of("content-md5", "digest", "content-digest", "repr-digest", "signature", "signature-input");

    /// @param call decided, its body considered
    public static OutboundRequest of(Call call, RequestFacts facts, @Nullable ReceivedBody body) throws IOException {
        Target alias = call.decision().alias();
        if (alias == null || body == null) {
            return new OutboundRequest(call, body, null);
        }
        RequestFacts.Reading reading = facts.reading();
        String encoding = call.request().headers().list("content-encoding");
        if (!ContentCoding.isIdentity(encoding) || reading.modelFrom() < 0) {
            throw new Refusal(
                    ErrorCode.ALIAS_ENCODING_UNSUPPORTED,
                    "The model '" + facts.model() + "' is an alias, which can be replaced only in a body of JSON"
                            + " without content encoding.",
                    "Content-Encoding",
                    encoding);
        }
        ReceivedBody changed = body.with(CanonicalJson.encode(alias.model()), reading.modelFrom(), reading.modelTo());
        return new OutboundRequest(
                call.with(call.forwarded().without(OF_THE_BYTES)),
                changed,
                new Sent(call.kept().digest(ContentPart.REQUEST, changed.digest()), alias.model()));
    }

    /// The same, sent by this call, which differs in nothing but the gateway's token.
    public OutboundRequest with(Call other) {
        return new OutboundRequest(other, body, changed);
    }

    /// The same, with this in the provider's place.
    public OutboundRequest through(Upstream other) {
        return new OutboundRequest(call.with(other), body, changed);
    }
}
