package io.chirograph.limits;

import io.chirograph.event.value.Actor;
import io.chirograph.identity.callers.CallerAccess;
import io.chirograph.web.Answers;
import io.chirograph.web.ConditionalOnRole;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/usage`, for callers: what their own key, application, team or tenant has used of limits.
@ConditionalOnRole(ConditionalOnRole.GATEWAY)
@RestController
class OwnUsageController {
    static final String PATH = "/v1/usage";

    /// What a credential proves, by the words of limits.
    private static final Map<String, String> PROVEN =
            Map.of("key", "keyId", "application", "application", "team", "team", "tenant", "tenant");

    private final Limits limits;
    private final CallerAccess access;

    OwnUsageController(Limits limits, CallerAccess access) {
        this.limits = limits;
        this.access = access;
    }

    @GetMapping(PATH)
    @Answers(
            value = "What the caller has used of limits: those counted for what its credential proves it to be.",
            as = "application/json=api.usage",
            parameters = {"cursor", "limit"},
            refuses = ErrorCode.BAD_VALUE)
    ResponseEntity<Usage> usage(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = Usage.USUAL) String limit,
            HttpServletRequest request) {
        Actor caller = access.asker(request, PATH).actor();
        Usage own = Usage.of(limits, cursor, limit, slot -> isOwn(slot, caller));
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(own);
    }

    /// Whether the subject is told apart by something that the caller is proven to be, and by nothing that
    /// it is not.
    private static boolean isOwn(Slot slot, Actor caller) {
        boolean isOwn = false;
        for (var word : slot.subject.entrySet()) {
            String proven = PROVEN.get(word.getKey());
            if (proven != null) {
                String is = caller.verified().getOrDefault(proven, "");
                if (is.isEmpty() || !is.equals(word.getValue())) {
                    return false;
                }
                isOwn = true;
            }
        }
        return isOwn;
    }
}
