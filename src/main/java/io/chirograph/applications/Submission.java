package io.chirograph.applications;

import io.chirograph.event.value.RecordedAddress;
import io.chirograph.gateway.call.Caller;
import io.chirograph.gateway.http.Headers;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// One request with events of an application.
/// @param body whole, and not to be modified
/// @param key its `Idempotency-Key`; null for none
/// @param memory takes so many bytes of the request's memory, or answers false
@SuppressWarnings("ArrayRecordComponent") // never compared
record Submission(
        Caller caller,
        Headers headers,
        RecordedAddress client,
        byte[] body,
        @Nullable String key,
        LongPredicate memory) {
    /// What the caller proved of itself by this name; empty for nothing.
    String verified(String name) {
        return caller.actor().verified().getOrDefault(name, "");
    }

    /// Whose idempotency keys these are: the tenant's, or the caller's own where no tenant is known.
    String scope() {
        String tenant = verified("tenant");
        return tenant.isEmpty()
                ? "caller:" + caller.keyId() + ":" + verified("issuer") + ":" + verified("subject")
                : "tenant:" + tenant;
    }
}
