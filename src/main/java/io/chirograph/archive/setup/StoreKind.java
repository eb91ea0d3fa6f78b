package io.chirograph.archive.setup;

import org.jspecify.annotations.Nullable;

/// The stores that there are policies for, by the folder of `deploy/policies` that holds them.
public enum StoreKind {
    AWS("aws"),
    AWS_US_GOV("aws-us-gov"),
    CEPH("ceph"),
    R2("r2");

    private final String folder;

    StoreKind(String folder) {
        this.folder = folder;
    }

    String folder() {
        return folder;
    }

    boolean isAws() {
        return this == AWS || this == AWS_US_GOV;
    }

    /// What stands at an endpoint (null: at AWS) as far as its name tells; a store of one's own is taken for Ceph.
    static StoreKind at(@Nullable String endpoint, @Nullable String region) {
        if (endpoint == null || endpoint.matches("https?://[^/]*\\.amazonaws\\.com.*")) {
            return region != null && region.startsWith("us-gov-") ? AWS_US_GOV : AWS;
        }
        return endpoint.contains(".r2.cloudflarestorage.com") ? R2 : CEPH;
    }
}
