package io.chirograph.console;

import io.chirograph.query.api.AuditRefusals;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;

/// What the handlers of pages share: whatever goes wrong is said on a page, in the words of the API.
public abstract class ConsolePage {
    private static final Logger LOG = LoggerFactory.getLogger(ConsolePage.class);
    protected final Pages pages;

    protected ConsolePage(Pages pages) {
        this.pages = pages;
    }

    @ExceptionHandler
    ResponseEntity<byte[]> failed(Exception e, HttpServletRequest request) {
        ApiException refused = e instanceof RecordingUnavailable unavailable
                ? new ApiException(
                        ErrorCode.RECORDING_UNAVAILABLE,
                        "This cannot be recorded now, so nothing has changed: " + unavailable.getMessage(),
                        null,
                        null,
                        unavailable.retryAfter())
                : AuditRefusals.of(e);
        if (refused == null) {
            LOG.error("A page could not be made", e);
            refused = new ApiException(
                    ErrorCode.INTERNAL_ERROR, "The page could not be made; the program's log says why.");
        }
        return pages.refusal(request, refused);
    }
}
