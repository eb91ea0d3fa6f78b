package io.chirograph.policy.model;

import java.util.Objects;
import java.util.Set;

/// Names of providers and models, and classes of operations, that a policy or a rule of it allows or denies.
public record Permissions(Globs providers, Globs models, Set<OperationClass> operations) {
    static final Permissions NONE = new Permissions(Globs.NONE, Globs.NONE, Set.of());

    public Permissions {
        if (providers == null && models == null && operations == null) {
            throw new Misfit("", "names nothing; it has models, operations, providers");
        }
        providers = Objects.requireNonNullElse(providers, Globs.NONE);
        models = Objects.requireNonNullElse(models, Globs.NONE);
        operations = operations == null ? Set.of() : Set.copyOf(operations);
    }
}
