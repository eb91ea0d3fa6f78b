/// Puts the parts together, as far as the application has what they stand on.
///
/// Entry types: [CallsAutoConfiguration], [ChirographAutoConfiguration], [ChirographProperties],
/// [OutboxAutoConfiguration].
@NullMarked
package io.chirograph.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
