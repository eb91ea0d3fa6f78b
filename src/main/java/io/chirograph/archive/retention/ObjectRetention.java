package io.chirograph.archive.retention;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.Retention;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.archive.settings.RetentionProperties;
import java.time.Instant;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Binder;

/// How one archive keeps its objects: the rules of retention, and the mode and the tier of its locks.
public record ObjectRetention(RetentionRules rules, ArchiveProperties archive) {
    /// As configured for an archive.
    /// @throws IllegalArgumentException naming the property and its value
    public static ObjectRetention configured(Binder binder, ArchiveProperties archive) {
        RetentionProperties properties = binder.bindOrCreate("chirograph.retention", RetentionProperties.class);
        if (properties.defaultClass() != null
                && binder.bind("chirograph.archive.retention", String.class).isBound()) {
            throw new IllegalArgumentException("chirograph.retention.default-class is " + properties.defaultClass()
                    + " and chirograph.archive.retention is " + archive.retention() + "; expected one of them");
        }
        RetentionRules rules = new RetentionRules(properties, archive.retention());
        LockTier required = archive.requireTier();
        for (RetentionClass one : rules.classes()) {
            // otherwise its objects would never count as exported
            LockMode mode = one.mode();
            if (required != null && mode != null && !LockTier.of(mode).suffices(required)) {
                throw new IllegalArgumentException("chirograph.retention.classes." + one.name() + ".mode is " + mode
                        + ", less than chirograph.archive.require-tier " + required);
            }
        }
        return new ObjectRetention(rules, archive);
    }

    /// As configured for `main`.
    /// @throws IllegalArgumentException naming the property and its value
    public static ObjectRetention configured(Binder binder) {
        return configured(binder, binder.bindOrCreate("chirograph.archive", ArchiveProperties.class));
    }

    /// What an object gets that is put at `now`.
    /// @param codes of the events in it; empty where it holds none
    public Retention of(String key, Set<Byte> codes, Instant now) {
        return rules.retention(key, codes, now, archive.mode());
    }

    /// What an object that holds no events gets.
    public Retention of(String key, Instant now) {
        return of(key, Set.of(), now);
    }
}
