package io.chirograph.accesslog;

import io.chirograph.accesslog.format.Action;
import io.chirograph.accesslog.format.StoreAccess;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which requests are about an archive, and which of them are this program's own.
/// @param bucket that the archive is in
/// @param base what stands before every key of it: empty, or ends with a slash
/// @param principals who else is this program, as the log names them; a `*` at the end stands for any rest
record Requesters(String bucket, String base, List<String> principals) {
    Requesters {
        principals = List.copyOf(principals);
    }

    boolean isSameBucket(StoreAccess access) {
        return access.bucket().equals(bucket);
    }

    /// Of a request to the same bucket. A change of the bucket itself is about everything in it, and so is
    /// a listing of what the archive is a part of.
    boolean isAbout(StoreAccess access) {
        String key = access.key();
        if (key == null) {
            return access.action() == Action.LIST || access.action().isChange();
        }
        return key.startsWith(base) || (access.action() == Action.LIST && base.startsWith(key));
    }

    /// @param keys ids of the access keys that this program uses
    boolean isOwn(StoreAccess access, Set<String> keys) {
        return (access.keyId() != null && keys.contains(access.keyId())) || isListed(access.principal());
    }

    private boolean isListed(@Nullable String principal) {
        return principal != null
                && principals.stream()
                        .anyMatch(own -> own.endsWith("*")
                                ? principal.startsWith(own.substring(0, own.length() - 1))
                                : principal.equals(own));
    }

    /// What this program never does, so that somebody else does it with its identity: it deletes nothing
    /// but canaries, where it is let, and changes no bucket.
    boolean isUnlikeUs(StoreAccess access) {
        String key = access.key();
        return access.action() == Action.CONFIGURE
                || (access.action() == Action.DELETE && (key == null || !key.startsWith(base + "preflight/")));
    }
}
