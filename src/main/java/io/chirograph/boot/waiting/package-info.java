/// What a process answers before anything else of it is made.
///
/// Entry type: [WaitingPort].
@NullMarked
package io.chirograph.boot.waiting;

import org.jspecify.annotations.NullMarked;
