/// Records what an application does in the audit log of a Chirograph gateway.
///
/// Entry types: [ChirographTemplate].
@NullMarked
package io.chirograph.spring;

import org.jspecify.annotations.NullMarked;
