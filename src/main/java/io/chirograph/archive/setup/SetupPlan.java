package io.chirograph.archive.setup;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.retention.LifecycleRules;
import io.chirograph.archive.s3.S3Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a bucket is to have.
/// @param mode of the default retention; NONE for a store without locks
/// @param days of the default retention
/// @param logBucket where the store's access log goes; null for none
/// @param policy for the bucket; null where a principal was not given
/// @param logPolicy for the bucket of the access log; null for none
/// @param expiries what the store is to delete and when; prefixes are of the whole bucket
/// @param replacePolicy whether another policy that is there may be replaced
/// @param trial nothing is changed
record SetupPlan(
        S3Settings settings,
        StoreKind store,
        LockMode mode,
        int days,
        @Nullable String logBucket,
        @Nullable String policy,
        @Nullable String logPolicy,
        List<LifecycleRules.Rule> expiries,
        boolean replacePolicy,
        boolean trial) {}
