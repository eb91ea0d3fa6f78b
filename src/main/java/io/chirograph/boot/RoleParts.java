package io.chirograph.boot;

import io.chirograph.Chirograph;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.core.env.Environment;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/// Leaves out of the program the parts of a role that the process does not have: a gateway keeps no index and answers
/// no auditors, an auditor's process has no providers, no policy, no switches and no gateway keys. All else is in both,
/// for both keep a log.
final class RoleParts extends TypeExcludeFilter {
    private static final String ROOT = Chirograph.class.getPackageName() + ".";

    /// Packages, and beginnings of the names of classes, that only model calls need.
    static final List<String> GATEWAY =
            List.of("gateway.", "policy.", "switches.", "identity.Caller", "keys.GatewayKey");

    /// Those that only auditors need.
    static final List<String> AUDITOR = List.of("query.", "console.", "identity.SignInConfiguration");

    private final List<String> without;

    private RoleParts(List<String> without) {
        this.without = List.copyOf(without);
    }

    static RoleParts of(Environment environment) {
        List<String> without = new ArrayList<>();
        if (!Roles.isGateway(environment)) {
            without.addAll(GATEWAY);
        }
        if (!Roles.isAuditor(environment)) {
            without.addAll(AUDITOR);
        }
        return new RoleParts(without);
    }

    /// Whether a class is left out.
    @Override
    public boolean match(MetadataReader reader, MetadataReaderFactory factory) {
        String name = reader.getClassMetadata().getClassName();
        return without.stream().anyMatch(part -> name.startsWith(ROOT + part));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RoleParts that && without.equals(that.without);
    }

    @Override
    public int hashCode() {
        return Objects.hash(without);
    }
}
