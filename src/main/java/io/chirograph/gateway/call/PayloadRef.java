package io.chirograph.gateway.call;

import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.web.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads where a caller says that it keeps the content of its call.
///
/// What a refusal says of a bad one leaves its text out: it may hold a credential.
final class PayloadRef {
    private static final String HEADER = "chirograph-payload-ref";
    private static final int LONGEST = 1024;

    private PayloadRef() {}

    /// The one URI; null for none.
    /// @throws Refusal it stands twice, or is no absolute URI without user information
    static @Nullable String of(Headers headers) {
        List<String> values = headers.all(HEADER);
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw refused("stands more than once");
        }
        String text = values.getFirst().strip();
        if (text.length() > LONGEST) {
            throw refused("is longer than " + LONGEST + " bytes");
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                throw refused("holds a space, a control character or what is not ASCII");
            }
        }
        URI uri = parsed(text);
        String authority = uri.getRawAuthority();
        if (authority != null && authority.indexOf('@') >= 0) {
            throw refused("holds user information, which is no part of where content is kept");
        }
        return text;
    }

    private static URI parsed(String text) {
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute()) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw refused("is no URI");
        }
        throw refused("is no absolute URI: it begins with no scheme, such as https or s3");
    }

    private static Refusal refused(String problem) {
        return new Refusal(
                ErrorCode.PAYLOAD_REF_INVALID,
                PolicyRequest.PAYLOAD_REF_HEADER + " " + problem
                        + ". It says where the caller keeps the content: an absolute URI of at most " + LONGEST
                        + " bytes, without user information.",
                PolicyRequest.PAYLOAD_REF_HEADER);
    }
}
