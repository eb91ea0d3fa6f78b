package io.chirograph.console;

import io.chirograph.identity.operators.AdminController;
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
    protected final ResponseEntity<byte[]> failed(Exception e, HttpServletRequest request) {
        return pages.refusal(request, refusal(e));
    }

    /// What somebody is told of a failure.
    protected ApiException refusal(Exception e) {
        ApiException refused = e instanceof RecordingUnavailable unavailable
                ? AdminController.refusal("This", unavailable)
                : AuditRefusals.of(e);
        if (refused == null) {
            LOG.error("A page could not be made", e);
            refused = new ApiException(
                    ErrorCode.INTERNAL_ERROR, "The page could not be made; the program's log says why.");
        }
        return refused;
    }
}
