package io.chirograph.accesslog.format;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One request, as a store's log tells of it. Nothing of it is checked by anybody else.
/// @param id what tells this record from every other one: the same record delivered twice has it twice
/// @param principal who asked, in the store's words; null for nobody, or where it does not say
/// @param keyId id of the access key
/// @param key of the object, decoded; of a listing its prefix; null where the request has none
/// @param status of HTTP
/// @param bytes that went out
public record StoreAccess(
        String id,
        Instant at,
        @Nullable String principal,
        @Nullable String keyId,
        @Nullable String peer,
        Action action,
        String operation,
        String bucket,
        @Nullable String key,
        @Nullable String versionId,
        @Nullable Integer status,
        @Nullable String error,
        @Nullable Long bytes,
        @Nullable String requestId,
        @Nullable String userAgent) {}
