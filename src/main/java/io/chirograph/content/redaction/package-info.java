/// Takes out of bodies what is not to be kept.
///
/// Entry types: [ContentRedactor], [FindingNames].
@NamedInterface("redaction")
@NullMarked
package io.chirograph.content.redaction;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
