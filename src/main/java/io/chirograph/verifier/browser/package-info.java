/// The verifier that runs in a browser and in Node.js: a second implementation, in one ES module without
/// dependencies, and a page around it. No code of it is shared with the verifier in Java; tests hold both against
/// the same files.
///
/// ```
/// verify.mjs   the module; also a command for Node.js
/// page.html    the page, with places for its policy, style and script
/// page.css     its style
/// page.mjs     what reads its form and shows a report; stands behind the module in one script
/// ```
///
/// Entry types: [BrowserVerifier].
@NamedInterface("browser")
@NullMarked
package io.chirograph.verifier.browser;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
