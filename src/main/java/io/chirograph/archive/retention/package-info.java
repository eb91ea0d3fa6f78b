/// How long, and how firmly, objects are kept: classes, presets and rules.
@NamedInterface("retention")
@NullMarked
package io.chirograph.archive.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
