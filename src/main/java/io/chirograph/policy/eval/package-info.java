/// The decision about one call, by its head and by its body.
///
/// Entry types: [BodyFacts], [Decision], [HeaderEvaluator], [PolicyVersion], [RuleTrace].
@NamedInterface("eval")
@NullMarked
package io.chirograph.policy.eval;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
