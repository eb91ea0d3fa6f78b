/// What a model sees besides a request's body, as far as the body tells.
///
/// Entry types: [ContextFacts], [ContextKind], [ContextScan].
@NamedInterface("dialect.context")
@NullMarked
package io.chirograph.gateway.dialect.context;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
