package io.chirograph.archive.setup;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The stores that `deploy/policies` has a folder for.
public enum StoreKind {
    AWS,
    AWS_US_GOV,
    CEPH,
    R2;

    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The kind of this name.
    /// @throws IllegalArgumentException there is none
    static StoreKind of(String name) {
        for (StoreKind kind : values()) {
            if (kind.folder().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("--store is '" + name + "', expected aws, aws-us-gov, ceph or r2");
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
