package io.chirograph.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a policy says, whole and valid. Immutable.
///
/// @param providers allowed where no rule says more or less
/// @param models likewise
/// @param operations likewise, where the key names none; null where the environment decides
/// @param payload the most that is kept of content where no data class says less
/// @param retention the retention class of records where no data class says otherwise
/// @param dataClass the class of calls that nothing else gives one; null for none
/// @param dataClasses from the least to the most sensitive
/// @param aliases by name
record Policy(
        Globs providers,
        Globs models,
        @Nullable Set<OperationClass> operations,
        PayloadLevel payload,
        String retention,
        @Nullable String dataClass,
        List<DataClass> dataClasses,
        SortedMap<String, Alias> aliases,
        List<Rule> rules) {
    static final String STANDARD_RETENTION = "standard";

    /// What holds where there is no file.
    static final Policy BUILT_IN = new Policy(
            Globs.ALL,
            Globs.ALL,
            null,
            PayloadLevel.DIGEST,
            STANDARD_RETENTION,
            null,
            List.of(),
            new TreeMap<>(),
            List.of());

    /// Where a class stands among the declared ones; -1 for one that is not declared.
    int rank(@Nullable String dataClass) {
        for (int i = 0; i < dataClasses.size(); i++) {
            if (dataClasses.get(i).name().equals(dataClass)) {
                return i;
            }
        }
        return -1;
    }

    /// The classes of operations that are allowed where neither a key nor a rule says otherwise.
    Set<OperationClass> operations(boolean isDevelopment) {
        if (operations != null) {
            return operations;
        }
        return isDevelopment
                ? EnumSet.allOf(OperationClass.class)
                : EnumSet.of(OperationClass.INFERENCE, OperationClass.CATALOGUE);
    }
}
