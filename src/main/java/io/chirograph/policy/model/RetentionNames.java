package io.chirograph.policy.model;

import java.util.Set;

/// The retention classes that exist. A policy may name no other.
@FunctionalInterface
public interface RetentionNames {
    Set<String> names();
}
