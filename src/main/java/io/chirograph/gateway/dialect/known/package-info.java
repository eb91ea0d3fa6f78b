/// The dialects by name, and the guess for a request that names none.
///
/// Entry types: [DialectGuess], [Dialects].
@NamedInterface("dialect.known")
@NullMarked
package io.chirograph.gateway.dialect.known;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
