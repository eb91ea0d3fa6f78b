/// Questions under a name: those of the configuration, and those that each auditor keeps for himself.
@NullMarked
package io.chirograph.console.questions;

import org.jspecify.annotations.NullMarked;
