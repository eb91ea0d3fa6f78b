/// TODO
///
/// Entry types: [Bundle], [BundleBuilder], [BundleFinding], [BundleProblem], [BundleReport],
/// [BundleReportText], [BundleTooLargeException], [BundleVerifier].
@NamedInterface("bundle")
@NullMarked
package io.chirograph.verifier.bundle;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
