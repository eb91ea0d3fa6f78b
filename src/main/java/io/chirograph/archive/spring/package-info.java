/// The archives of the configuration, their health and metrics.
@NamedInterface("spring")
@NullMarked
package io.chirograph.archive.spring;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
