package io.chirograph.policy.model;

import java.util.SortedMap;
import java.util.TreeMap;

/// What calls must bring with them.
/// @param endUser a token that proves for whom the call is made
/// @param metadata entries by name, with what their values look like
public record Requirements(boolean endUser, SortedMap<String, TextPattern> metadata) {
    public static final Requirements NONE = new Requirements(false, new TreeMap<>());

    public Requirements {
        metadata = metadata == null ? new TreeMap<>() : metadata;
    }
}
