package io.chirograph.retention.erasure;

import io.chirograph.support.json.StrictJson;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a retention manager asks for in JSON.
/// @param requestId by which the same erasure is asked for again; one is made where none is given
/// @param tenant whose person it is; empty for callers of no tenant
/// @param subject the person, as calls name it
/// @param legalBasis what entitles to it
/// @param dryRun whether it is only to be told what would be reached
public record ErasureQuestion(
        @Nullable UUID requestId,
        String tenant,
        String subject,
        String reason,
        String legalBasis,
        @Nullable Boolean dryRun) {
    private static final int MOST_NAME = 1024;
    private static final int MOST_TEXT = 500;

    public ErasureQuestion {
        tenant = Objects.requireNonNullElse(tenant, "");
        if (!tenant.isEmpty()) {
            text("tenant", tenant, MOST_NAME);
        }
        text("subject", StrictJson.required("subject", subject), MOST_NAME);
        text("reason", StrictJson.required("reason", reason), MOST_TEXT);
        text("legalBasis", StrictJson.required("legalBasis", legalBasis), MOST_TEXT);
    }

    boolean isDry() {
        return Boolean.TRUE.equals(dryRun);
    }

    private static void text(String name, String value, int most) {
        if (value.isBlank() || value.length() > most || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    name + " has " + value.length() + " characters; 1 to " + most + ", none a control");
        }
    }

    @Override
    public String toString() {
        return "an erasure " + requestId;
    }
}
