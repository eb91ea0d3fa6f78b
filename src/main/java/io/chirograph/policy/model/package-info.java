/// What a policy says: rules, conditions, bounds.
///
/// Entry types: [Alias], [Bound], [CallerFacts], [DataClass], [Globs], [InvalidPolicy], [Matching], [Misfit],
/// [OperationClass], [Parameters], [PathPrefix], [Permissions], [Policy], [PolicyRequest], [ProviderFacts],
/// [Requirements], [RetentionNames], [Rule], [RuleCondition], [TextPattern].
@NamedInterface("model")
@NullMarked
package io.chirograph.policy.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
