package io.chirograph.console.acts;

import io.chirograph.console.Pages;
import io.chirograph.console.Shown;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.retention.requests.KnownRequests;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequests;
import io.chirograph.retention.requests.UnexplainedChange;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `/console/holds`, for retention managers: what is asked for, and asking. Nothing is changed at any store here.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class HoldPages extends FormPage {
    private static final Logger LOG = LoggerFactory.getLogger(HoldPages.class);
    private static final String HERE = "/console/holds";
    private static final int SHOWN = 500;
    private static final int MOST_SCOPE = 5000;
    private static final String[] HOLD = {"matter", "reason", "ids", "from", "to", "logs", "prefix"};
    private static final String[] EXTENSION = {"until", "by", "reason", "ids", "from", "to", "logs", "prefix"};
    private final ObjectProvider<RetentionRequests> service;
    private final Clock clock;

    HoldPages(Pages pages, ObjectProvider<RetentionRequests> service, Clock clock) {
        super(pages);
        this.service = service;
        this.clock = clock;
    }

    /// A matter whose hold runs.
    /// @param name as it is
    record Matter(String name, String shown) {}

    /// One request.
    record Asked(long at, String what, String matter, String scope, String reason, String operator, String event) {
        static Asked of(RetentionRequest request) {
            String what = switch (request.kind()) {
                case PLACE -> "hold";
                case RELEASE -> "release";
                case EXTEND ->
                    request.until() != null ? "keep until " + request.until() : "keep longer by " + request.by();
            };
            return new Asked(
                    request.at().toEpochMilli(),
                    what,
                    Shown.line(Objects.requireNonNullElse(request.matter(), Shown.NONE)),
                    scope(request.scope()),
                    Shown.line(request.reason()),
                    Shown.line(request.operator()),
                    request.event() == null ? Shown.NONE : request.event().toString());
        }

        static String scope(@Nullable ObjectScope scope) {
            if (scope == null) {
                return "all that the matter holds";
            }
            List<String> parts = new ArrayList<>();
            if (scope.prefix() != null) {
                parts.add("keys that begin with " + scope.prefix());
            }
            if (scope.from() != null || scope.to() != null) {
                parts.add((scope.from() == null ? "" : "from " + scope.from())
                        + (scope.to() == null ? " on" : " to " + scope.to()));
            }
            if (!scope.ids().isEmpty()) {
                parts.add("calls or events "
                        + scope.ids().stream().map(UUID::toString).collect(Collectors.joining(", ")));
            }
            if (!scope.logs().isEmpty()) {
                parts.add("logs " + String.join(", ", scope.logs()));
            }
            return Shown.block(String.join("; ", parts), MOST_SCOPE);
        }
    }

    /// A change on the objects that no request explains.
    record Found(String what, String archive, String key, String until) {
        static Found of(UnexplainedChange change) {
            return new Found(
                    change.what(),
                    Shown.line(change.archive()),
                    Shown.line(change.key()),
                    date(change.before()) + " → " + date(change.after()));
        }

        private static String date(@Nullable Instant until) {
            return until == null ? Shown.NONE : until.toString();
        }
    }

    @GetMapping(HERE)
    ResponseEntity<byte[]> holds(HttpServletRequest request) {
        return page(request, Form.EMPTY, Form.EMPTY);
    }

    private ResponseEntity<byte[]> page(HttpServletRequest request, Form hold, Form extension) {
        KnownRequests known = KnownRequests.of(requests());
        List<RetentionRequest> newest = known.requests().reversed();
        Map<String, Object> values = new HashMap<>();
        values.put("hold", hold);
        values.put("extension", extension);
        values.put(
                "running",
                known.items().stream()
                        .filter(matter -> matter.state().equals("running"))
                        .map(matter -> new Matter(matter.matter(), Shown.line(matter.matter())))
                        .toList());
        values.put("requests", newest.stream().limit(SHOWN).map(Asked::of).toList());
        values.put("more", Math.max(0, newest.size() - SHOWN));
        values.put("unmatched", known.unmatchedChanges());
        values.put("found", requests().unexplained().stream().map(Found::of).toList());
        ApiException refused = hold.refused() != null ? hold.refused() : extension.refused();
        return pages.page(request, "Holds and retention", HERE, "acts/holds", values, refused);
    }

    /// Asks for a hold, or for its end.
    @PostMapping(HERE)
    ResponseEntity<byte[]> hold(HttpServletRequest request) throws Exception {
        Form form = Form.of(
                request, Stream.concat(Stream.of("action"), Stream.of(HOLD)).toArray(String[]::new));
        boolean isRelease = form.value("action").equals("release");
        return act(
                form,
                () -> make(request, RetentionRequest.hold(scoped(form, "action", "matter", "reason"), clock.instant())),
                again -> page(request, isRelease ? again.emptied() : again, Form.EMPTY),
                HOLD);
    }

    /// Asks for longer retention.
    @PostMapping(HERE + "/extensions")
    ResponseEntity<byte[]> extend(HttpServletRequest request) throws Exception {
        Form form = Form.of(request, EXTENSION);
        return act(
                form,
                () -> make(request, RetentionRequest.extension(scoped(form, "until", "by", "reason"), clock.instant())),
                again -> page(request, Form.EMPTY, again),
                EXTENSION);
    }

    private ResponseEntity<byte[]> make(HttpServletRequest request, RetentionRequest asked) throws Exception {
        RetentionRequest made = requests().make(asked, subject(request), "");
        LOG.info("{} asks: {} {} (event {})", made.operator(), made.kind(), made.matter(), made.event());
        return to(HERE);
    }

    private RetentionRequests requests() {
        RetentionRequests requests = service.getIfAvailable();
        if (requests == null) {
            throw ApiException.notFound("This process takes no requests about holds and retention.");
        }
        return requests;
    }

    private static ObjectNode scoped(Form form, String... names) {
        ObjectNode json = form.json(names);
        ObjectNode scope = form.json("from", "to", "prefix");
        form.lists(scope, "ids", "logs");
        if (!scope.isEmpty()) {
            json.set("scope", scope);
        }
        return json;
    }

    @Override
    ApiException unkept(IOException failed) {
        return new ApiException(
                ErrorCode.REQUEST_FAILED,
                "The request may be recorded and is not remembered; ask again: " + failed.getMessage());
    }
}
