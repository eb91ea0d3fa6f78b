/// Does at the store what was asked for, with the manager's own credential.
///
/// Entry types: [HoldOperations], [ManagerConfiguration], [ManagerStore].
@NamedInterface("manager")
@NullMarked
package io.chirograph.retention.manager;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
