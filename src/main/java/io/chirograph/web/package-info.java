/// What every HTTP surface of the program shares: the stable error codes, the one exception that carries them, and
/// the bodies that are made of it.
///
/// Entry types: [io.chirograph.web.ErrorCode], [io.chirograph.web.ApiException], [io.chirograph.web.Problems],
/// [io.chirograph.web.ProblemAdvice].
@ApplicationModule(allowedDependencies = {"event :: value"})
@NullMarked
package io.chirograph.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
