package io.chirograph.archive;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a store's locks are worth, the best first.
public enum LockTier {
    /// Until its date nobody deletes or shortens, not the account's owner either.
    COMPLIANCE("COMPLIANCE"),
    /// Those with a special right may.
    GOVERNANCE("GOVERNANCE"),
    /// The store refuses to delete or replace what is there; whoever configures the bucket may end that.
    BUCKET_LOCK("bucket-lock"),
    /// No lock, or one that the identity in use can break.
    NONE("none");

    private final String word;

    LockTier(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }

    /// The tier of this word; null for `unknown` and any other.
    public static @Nullable LockTier of(String word) {
        return Arrays.stream(values())
                .filter(tier -> tier.word.equals(word))
                .findFirst()
                .orElse(null);
    }

    /// What an object with this lock (null: with none) can be worth.
    public static LockTier of(@Nullable ObjectLock lock) {
        return of(lock == null ? LockMode.NONE : lock.mode());
    }

    public static LockTier of(LockMode mode) {
        return valueOf(mode.name());
    }

    public boolean suffices(LockTier required) {
        return compareTo(required) <= 0;
    }
}
