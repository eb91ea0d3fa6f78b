package io.chirograph.policy;

import java.util.Set;

/// Names of providers and models, and classes of operations, that a policy or a rule of it allows or denies.
record Permissions(Globs providers, Globs models, Set<OperationClass> operations) {
    static final Permissions NONE = new Permissions(Globs.NONE, Globs.NONE, Set.of());

    Permissions {
        operations = Set.copyOf(operations);
    }
}
