/// The program: process entry, command line and development bootstrap. Everything else lives in the modules
/// below.
@NullMarked
package io.chirograph;

import org.jspecify.annotations.NullMarked;
