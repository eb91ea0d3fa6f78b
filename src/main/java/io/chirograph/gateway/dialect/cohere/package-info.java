/// Cohere's wire format.
///
/// Entry types: [CohereDialect].
@NamedInterface("dialect.cohere")
@NullMarked
package io.chirograph.gateway.dialect.cohere;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
