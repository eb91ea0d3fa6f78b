package io.chirograph.console.acts;

import io.chirograph.console.Pages;
import io.chirograph.console.Shown;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.support.json.StrictJson;
import io.chirograph.switches.ActiveSwitch;
import io.chirograph.switches.SwitchBoard;
import io.chirograph.switches.SwitchRequest;
import io.chirograph.switches.SwitchScope;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `/console/admin`, for administrators: what is stopped, and stopping more or less. Each change is recorded first.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class SwitchPages extends FormPage {
    private static final String HERE = "/console/admin";
    private static final String[] FIELDS = {"scope", "value", "reason", "endOpen", "stopped"};
    private final ObjectProvider<SwitchBoard> boards;

    SwitchPages(Pages pages, ObjectProvider<SwitchBoard> boards) {
        super(pages);
        this.boards = boards;
    }

    /// One switch that is thrown.
    record Thrown(String scope, @Nullable String value, String shown, long since, boolean endOpen, String reason) {
        static Thrown of(ActiveSwitch thrown) {
            String value = thrown.scope().value();
            return new Thrown(
                    thrown.scope().kind().word(),
                    value,
                    value == null ? "" : Shown.line(value),
                    thrown.since().toEpochMilli(),
                    thrown.endsOpen(),
                    Shown.line(thrown.reason()));
        }
    }

    @GetMapping(HERE)
    ResponseEntity<byte[]> switches(HttpServletRequest request) {
        return page(request, Form.EMPTY);
    }

    private ResponseEntity<byte[]> page(HttpServletRequest request, Form form) {
        SwitchBoard board = boards.getIfAvailable();
        Map<String, Object> values = new HashMap<>();
        values.put("form", form);
        values.put(
                "thrown",
                board == null
                        ? List.of()
                        : board.stops().thrown().stream().map(Thrown::of).toList());
        values.put("takesCalls", board != null);
        values.put(
                "scopes",
                Arrays.stream(SwitchScope.Kind.values())
                        .map(SwitchScope.Kind::word)
                        .toList());
        return pages.page(request, "Switches", HERE, "acts/switches", values, form.refused());
    }

    /// Throws a switch, or takes one back, and shows what is thrown then.
    @PostMapping(HERE + "/switches")
    ResponseEntity<byte[]> change(HttpServletRequest request) throws Exception {
        Form form = Form.of(request, FIELDS);
        SwitchBoard board = boards.getIfAvailable();
        if (board == null) {
            throw ApiException.notFound("This process takes no calls, so there is no switch here.");
        }
        return act(
                form,
                () -> {
                    board.order(StrictJson.read("", asked(form), SwitchRequest.class), actor(request));
                    return to(HERE);
                },
                again -> page(request, form.value("stopped").equals("false") ? again.emptied() : again),
                "scope",
                "value",
                "reason");
    }

    private static ObjectNode asked(Form form) {
        ObjectNode json = form.json("scope", "value", "reason");
        for (String name : List.of("stopped", "endOpen")) {
            String value = form.value(name);
            if (value.equals("true") || value.equals("false")) {
                json.put(name, Boolean.parseBoolean(value));
            } else if (!value.isEmpty()) {
                json.put(name, value);
            }
        }
        return json;
    }

    @Override
    protected ApiException refusal(Exception e) {
        return e instanceof UncheckedIOException
                ? new ApiException(
                        ErrorCode.SWITCH_NOT_KEPT,
                        "The data directory cannot be written. A stop is in force, but a restart would forget it; a"
                                + " resumption is not in force.")
                : super.refusal(e);
    }
}
