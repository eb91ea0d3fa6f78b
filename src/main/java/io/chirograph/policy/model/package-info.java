/// What a policy says: rules, conditions, bounds.
@NamedInterface("model")
@NullMarked
package io.chirograph.policy.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
