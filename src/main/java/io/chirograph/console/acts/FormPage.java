package io.chirograph.console.acts;

import io.chirograph.console.ConsolePage;
import io.chirograph.console.Pages;
import io.chirograph.event.value.Actor;
import io.chirograph.identity.operators.Operator;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;

/// What pages with forms share: a form that is refused comes again, with what was filled in and why not.
abstract class FormPage extends ConsolePage {
    private static final Logger LOG = LoggerFactory.getLogger(FormPage.class);

    FormPage(Pages pages) {
        super(pages);
    }

    /// Does what a form asks for.
    @FunctionalInterface
    interface Act {
        /// @return where the browser goes then, or what it is shown
        ResponseEntity<byte[]> run() throws Exception;
    }

    /// Makes the page on which a form stands.
    @FunctionalInterface
    interface Again {
        ResponseEntity<byte[]> page(Form form) throws Exception;
    }

    /// @param fields that can be seen, so that what is wrong is said beside the right one
    final ResponseEntity<byte[]> act(Form form, Act act, Again again, String... fields) throws Exception {
        ApiException refused;
        try {
            return act.run();
        } catch (Exception e) {
            refused = refusal(e);
        }
        return again.page(form.refused(refused, fields));
    }

    @Override
    protected ApiException refusal(Exception e) {
        if (e instanceof IllegalArgumentException) {
            return new ApiException(ErrorCode.BAD_VALUE, String.valueOf(e.getMessage()));
        }
        ApiException unkept = e instanceof IOException failed ? unkept(failed) : null;
        if (unkept == null) {
            return super.refusal(e);
        }
        LOG.error("What a form asks for could not be read or written", e);
        return unkept;
    }

    /// What somebody is told where a file cannot be read or written; null where the page has no word of its own for it.
    @Nullable
    ApiException unkept(IOException failed) {
        return null;
    }

    /// Whoever sends the form, as the session proves.
    static Actor actor(HttpServletRequest request) {
        return new Actor(new TreeMap<>(Operator.of(request).actor().verified()), new TreeMap<>());
    }

    static String subject(HttpServletRequest request) {
        return String.valueOf(Operator.of(request).actor().verified().get("subject"));
    }

    static ResponseEntity<byte[]> to(String path) {
        return ResponseEntity.status(303).header("Location", path).build();
    }
}
