/// What an operator does with the log's signing keys: makes, shows, rotates and revokes them, each rotation an
/// event of the log itself.
@ApplicationModule(allowedDependencies = {"archive", "event", "exporter", "identity", "journal", "recording", "tlog"})
@NullMarked
package io.chirograph.keys;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
