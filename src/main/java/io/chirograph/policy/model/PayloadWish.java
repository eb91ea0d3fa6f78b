package io.chirograph.policy.model;

import org.jspecify.annotations.Nullable;

/// What a caller asks of the keeping of its content, in headers.
/// @param level as it stands in `Chirograph-Payload`; null for nothing
/// @param isUncollected whether another gateway's header asks that nothing is kept
/// @param hasReference whether the caller says where it keeps the content itself
public record PayloadWish(@Nullable String level, boolean isUncollected, boolean hasReference) {
    public static final PayloadWish NONE = new PayloadWish(null, false, false);

    /// Whether it asks for less than there would be.
    boolean isSilent() {
        return level == null && !isUncollected;
    }
}
