/// What every HTTP surface of the program shares: the stable error codes, the one exception that carries them, and
/// the bodies that are made of it.
///
/// Entry types: [Answers], [ApiException], [ApiSurface], [ConditionalOnRole], [ErrorCode], [ProblemAdvice], [Problems].
@ApplicationModule(allowedDependencies = {"event :: value"})
@NullMarked
package io.chirograph.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
