package io.chirograph.limits;

import io.chirograph.identity.operators.AdminController;
import io.chirograph.web.ConditionalOnRole;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/admin/v1/usage`, for administrators: what every subject has used of every limit in its present window.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@RestController
class UsageController extends AdminController {
    private final Limits limits;

    UsageController(Limits limits) {
        super("Usage");
        this.limits = limits;
    }

    /// @param rule of this limit alone
    /// @param subject of subjects that have this word
    @GetMapping("/admin/v1/usage")
    Usage usage(
            @RequestParam(required = false) @Nullable String rule,
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Usage.USUAL) String limit) {
        return Usage.of(limits, rule, subject, cursor, limit);
    }
}
