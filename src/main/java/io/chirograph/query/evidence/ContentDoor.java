package io.chirograph.query.evidence;

import io.chirograph.query.read.AuditedRead;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;

/// Decides who may take content away with evidence. Thread-safe.
@FunctionalInterface
public interface ContentDoor {
    /// Lets the one who asks in, and answers what is asked for once it is known whose content it would be.
    /// @throws ApiException the one who asks may not read content at all
    EvidenceMaker.Allowed open(HttpServletRequest request);

    /// By the role of content's readers alone.
    static ContentDoor ofRole() {
        return request -> {
            if (!AuditedRead.of(request).isPayloadReader()) {
                throw new ApiException(
                        ErrorCode.ROLE_MISSING, "Evidence with content needs the role 'payload-reader'.");
            }
            return calls -> {};
        };
    }
}
