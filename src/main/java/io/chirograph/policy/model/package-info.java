/// What a policy says: rules, conditions, bounds.
///
/// Entry types: [Alias], [CallerFacts], [ContentAbilities], [ContentTerms], [DataClass], [DigestForm], [Globs],
/// [InvalidPolicy], [Limit], [LimitWindow], [Matching], [Misfit], [OperationClass], [Parameters], [PathPrefix],
/// [PayloadLimit], [PayloadWish], [Policy], [PolicyRequest], [ProviderFacts], [RetentionNames], [Rule],
/// [RuleCondition], [Target], [TargetCondition], [TermsByClass].
@NamedInterface("model")
@NullMarked
package io.chirograph.policy.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
