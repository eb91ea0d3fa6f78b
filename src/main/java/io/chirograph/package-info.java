/// The program: [Chirograph] is its main method. Everything else lives in the modules below.
@NullMarked
package io.chirograph;

import org.jspecify.annotations.NullMarked;
