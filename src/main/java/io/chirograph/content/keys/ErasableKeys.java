package io.chirograph.content.keys;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keys of subjects that are found again and destroyed. Thread-safe.
///
/// Destroyed is for ever: the id stays known as destroyed, and no copy brings the key back. What a store that is not
/// this process's own disk fills in must hold the same.
public interface ErasableKeys extends ContentKeys {
    /// A subject's key as a list shows it.
    /// @param tenant empty for callers of no tenant
    record Listed(String id, String tenant, Instant made) {}

    /// A subject's key by its id; empty where there is none, or no longer.
    Optional<SubjectKey> find(String id) throws IOException;

    /// The keys of a subject by its name; makes none. More than one where a copy was restored into a newer store.
    List<SubjectKey> present(String tenant, String subject) throws IOException;

    /// A tenant's key by its id.
    Optional<TenantKey> tenantKey(String id) throws IOException;

    /// Destroys a subject's keys, durable on return; the subject gets another when it calls again.
    /// @return whether there was any
    boolean destroy(String tenant, String subject) throws IOException;

    /// The same by the key's id.
    boolean destroy(String id) throws IOException;

    /// When a key was destroyed; empty where it was not, or was never here.
    Optional<Instant> destroyed(String id) throws IOException;

    /// The keys of subjects in the order of their ids, at most `most` of those behind `after`.
    /// @param after an id; empty for the beginning
    List<Listed> list(String after, int most) throws IOException;

    /// Why the last key that was asked for, and not known yet, could not be had; empty while they can.
    Optional<String> failure();
}
