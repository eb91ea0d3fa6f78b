package io.chirograph.console.acts;

import io.chirograph.console.Pages;
import io.chirograph.console.Shown;
import io.chirograph.gateway.explain.Explanation;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.signin.SignInOffered;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.model.PayloadWish;
import io.chirograph.recording.ReloadRefused;
import io.chirograph.web.ApiException;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/console/admin/policy`, for administrators: the policy in force, and what it would do to a call. What is asked
/// comes in a form, so that no metadata stands in a URL.
@ConditionalOnRole(ConditionalOnRole.AUDITOR)
@RestController
@Conditional(SignInOffered.class)
final class PolicyPages extends FormPage {
    private static final String HERE = "/console/admin/policy";
    private static final int MOST = 64;
    private static final int MOST_SAID = 100_000;
    private static final Pattern LINES = Pattern.compile("\\R");
    private static final String[] FIELDS = {
        "key", "provider", "model", "operation", "dataClass", "payload", "metadata", "parameters"
    };
    private final ObjectProvider<Explanation> explanations;
    private final ObjectProvider<PolicyDecisionPoint> policies;

    PolicyPages(Pages pages, ObjectProvider<Explanation> explanations, ObjectProvider<PolicyDecisionPoint> policies) {
        super(pages);
        this.explanations = explanations;
        this.policies = policies;
    }

    /// The policy in force.
    /// @param refused why the file as it is now is not in force; null where it is
    record InForce(String digest, String file, @Nullable String refused) {}

    /// What would happen to a call.
    record Explained(Explanation.Verdict verdict, String text) {}

    @GetMapping(HERE)
    ResponseEntity<byte[]> policy(HttpServletRequest request) {
        return page(request, Form.EMPTY, null);
    }

    private ResponseEntity<byte[]> page(HttpServletRequest request, Form form, @Nullable Explained explained) {
        PolicyDecisionPoint policy = policies.getIfAvailable();
        List<String> operations = new ArrayList<>(List.of(""));
        operations.addAll(Grants.OPERATION_CLASSES);
        Map<String, Object> values = new HashMap<>();
        values.put("form", form);
        values.put("explained", explained);
        values.put("operations", operations);
        values.put(
                "policy",
                policy == null
                        ? null
                        : new InForce(
                                policy.digest(),
                                Shown.line(policy.file()),
                                policy.refused() == null ? null : Shown.block(policy.refused(), 2000)));
        return pages.page(request, "Policy", HERE, "acts/policy", values, form.refused());
    }

    /// Says what would happen to a call.
    @PostMapping(HERE)
    ResponseEntity<byte[]> explain(HttpServletRequest request) throws Exception {
        Form form = Form.of(request, FIELDS);
        Explanation explanation = explanations.getIfAvailable();
        if (explanation == null) {
            throw ApiException.notFound("This process takes no calls, so no policy is in force here.");
        }
        return act(
                form,
                () -> {
                    StringWriter said = new StringWriter();
                    Explanation.Verdict verdict = explanation.of(question(form), new PrintWriter(said));
                    return page(request, form, new Explained(verdict, Shown.block(said.toString(), MOST_SAID)));
                },
                again -> page(request, again, null),
                FIELDS);
    }

    private static Explanation.Question question(Form form) {
        Map<String, BigDecimal> parameters = new LinkedHashMap<>();
        pairs(form, "parameters").forEach((name, value) -> {
            try {
                parameters.put(name, new BigDecimal(value));
            } catch (NumberFormatException e) {
                throw ApiException.badParameter("parameters", value, "a number");
            }
        });
        return new Explanation.Question(
                given(form, "key"),
                given(form, "provider"),
                given(form, "model"),
                given(form, "dataClass"),
                new PayloadWish(given(form, "payload"), false, false),
                given(form, "operation"),
                null,
                "POST",
                false,
                pairs(form, "metadata"),
                parameters,
                null,
                null);
    }

    private static @Nullable String given(Form form, String name) {
        return form.value(name).isBlank() ? null : form.value(name);
    }

    private static Map<String, String> pairs(Form form, String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String line : LINES.split(form.value(name), -1)) {
            int equals = line.indexOf('=');
            if (!line.isBlank() && (equals < 1 || pairs.size() >= MOST)) {
                throw ApiException.badParameter(name, line, "NAME=VALUE, on at most " + MOST + " lines");
            }
            if (!line.isBlank()) {
                pairs.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return pairs;
    }

    /// Reads the policy's file again; what changed is recorded, then in force.
    @PostMapping(HERE + "/reloads")
    ResponseEntity<byte[]> reload(HttpServletRequest request) throws Exception {
        Form form = Form.of(request, "reason");
        PolicyDecisionPoint policy = policies.getIfAvailable();
        if (policy == null) {
            throw ApiException.notFound("This process takes no calls, so no policy is in force here.");
        }
        return act(
                form,
                () -> {
                    boolean unused = policy.reload(actor(request), reason(form.value("reason")));
                    return to(HERE);
                },
                again -> page(request, again, null),
                "reason");
    }

    private static String reason(String given) {
        if (given.isBlank() || given.length() > 500) {
            throw new IllegalArgumentException("reason has " + given.length() + " characters; 1 to 500");
        }
        return given;
    }

    @Override
    protected ApiException refusal(Exception e) {
        return switch (e) {
            case ReloadRefused refused ->
                new ApiException(ErrorCode.RELOAD_REFUSED, "What was in force stays so. " + refused.getMessage());
            // no such key
            case IllegalStateException unknown ->
                new ApiException(ErrorCode.BAD_VALUE, String.valueOf(unknown.getMessage()), "key", null);
            default -> super.refusal(e);
        };
    }
}
