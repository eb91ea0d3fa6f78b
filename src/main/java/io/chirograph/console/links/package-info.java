/// Links by which an auditor shows a call, or the calls of a question, to somebody without an account.
///
/// A link opens once, until a time, and shows no more than its maker may see, and no content. The file has a digest of
/// its secret, and no log, event or address has the secret: it stands behind the `#` of the address, which browsers
/// send to nobody, and comes back in the body of a form. Making, opening and taking back are an event each; every page
/// that a guest sees is an `audit.read` with the link as its reader.
@NullMarked
package io.chirograph.console.links;

import org.jspecify.annotations.NullMarked;
