/// The packaged program in a process of its own, with real clients before it and a stand-in provider behind it.
@NullMarked
package io.chirograph.e2e;

import org.jspecify.annotations.NullMarked;
