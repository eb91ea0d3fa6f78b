package io.chirograph.console;

import io.chirograph.event.value.Actor;
import io.chirograph.identity.operators.Operator;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.recording.RecordingUnavailable;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/console/admin`, for administrators: what is stopped, and stopping more or less. Each change is recorded first.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class AdminPagesController extends ConsolePage {
    private static final String HERE = "/console/admin";
    private final ObjectProvider<SwitchBoard> boards;

    AdminPagesController(Pages pages, ObjectProvider<SwitchBoard> boards) {
        super(pages);
        this.boards = boards;
    }

    /// One switch that is thrown.
    record Thrown(String scope, @Nullable String value, String shown, long since, boolean endOpen, String reason) {
        static Thrown of(ActiveSwitch thrown) {
            return new Thrown(
                    thrown.scope().kind().word(),
                    thrown.scope().value(),
                    thrown.scope().value() == null
                            ? ""
                            : Shown.line(thrown.scope().value()),
                    thrown.since().toEpochMilli(),
                    thrown.endsOpen(),
                    Shown.line(thrown.reason()));
        }
    }

    @GetMapping(HERE)
    ResponseEntity<byte[]> switches(HttpServletRequest request) {
        SwitchBoard board = boards.getIfAvailable();
        Map<String, Object> values = new HashMap<>();
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
        return pages.page(request, "Switches", HERE, "switches", values);
    }

    /// Throws a switch, or takes one back, and shows what is thrown then.
    @PostMapping(HERE + "/switches")
    ResponseEntity<byte[]> change(
            @RequestParam String scope,
            @RequestParam(defaultValue = "") String value,
            @RequestParam boolean stopped,
            @RequestParam(defaultValue = "false") boolean endOpen,
            @RequestParam String reason,
            HttpServletRequest request)
            throws RecordingUnavailable {
        SwitchBoard board = boards.getIfAvailable();
        if (board == null) {
            throw ApiException.notFound("This process takes no calls, so there is no switch here.");
        }
        SwitchScope.Kind kind = Arrays.stream(SwitchScope.Kind.values())
                .filter(one -> one.word().equals(scope))
                .findFirst()
                .orElseThrow(() -> ApiException.badParameter("scope", scope, "all, provider, model, tenant or key"));
        try {
            board.order(
                    new SwitchRequest(kind, value.isEmpty() ? null : value, stopped, endOpen, reason),
                    new Actor(new TreeMap<>(Operator.of(request).actor().verified()), new TreeMap<>()));
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.BAD_VALUE, String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw new ApiException(
                    ErrorCode.SWITCH_NOT_KEPT,
                    "The data directory cannot be written. A stop is in force, but a restart would forget it; a"
                            + " resumption is not in force.");
        }
        return ResponseEntity.status(303).header("Location", HERE).build();
    }
}
