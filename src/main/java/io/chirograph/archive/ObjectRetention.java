package io.chirograph.archive;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;

/// How one archive keeps its objects: the rules of retention, and the mode and the tier of its locks.
public record ObjectRetention(RetentionRules rules, ArchiveProperties archive) {
    /// As configured for an archive.
    ///
    /// @throws IllegalArgumentException naming the property and its value
    public static ObjectRetention configured(Binder binder, ArchiveProperties archive) {
        return new ObjectRetention(RetentionRules.configured(binder, archive), archive);
    }

    /// Every object alike, as long as the archive says.
    public static ObjectRetention unclassed(ArchiveProperties archive) {
        return new ObjectRetention(RetentionRules.of(RetentionProperties.none(), archive.retention()), archive);
    }

    /// What an object gets that is put at `now`.
    ///
    /// @param codes of the events in it; empty where it holds none
    public Retention of(String key, Set<Byte> codes, Instant now) {
        return rules.retention(key, codes, now, archive.mode());
    }

    /// What an object that holds no events gets.
    public Retention of(String key, Instant now) {
        return of(key, Set.of(), now);
    }

    /// What every object gets at least that is put at `now`, of whatever class it is.
    public Retention least(Instant now) {
        return rules.least(now, archive.mode());
    }

    /// Whether an object with this lock (null: with none) may count as kept.
    public boolean suffices(@Nullable ObjectLock lock) {
        return archive.suffices(lock);
    }
}
