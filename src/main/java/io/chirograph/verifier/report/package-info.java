/// What an examination found, for people and for machines.
@NamedInterface("report")
@NullMarked
package io.chirograph.verifier.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
