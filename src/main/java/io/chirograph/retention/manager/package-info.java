/// Does at the store what was asked for, with the manager's own credential.
@NamedInterface("manager")
@NullMarked
package io.chirograph.retention.manager;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
