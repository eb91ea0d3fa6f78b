/// How long, and how firmly, objects are kept: classes, presets and rules.
///
/// Entry types: [LifecycleRules], [ObjectRetention], [RetentionClass], [RetentionPreset], [RetentionRules],
/// [RetentionSpan].
@NamedInterface("retention")
@NullMarked
package io.chirograph.archive.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
