/// Which part of a body is what, by path and wire format.
///
/// Entry types: [Action], [Rule], [RuleBook], [State].
@NullMarked
package io.chirograph.content.redaction.rules;

import org.jspecify.annotations.NullMarked;
