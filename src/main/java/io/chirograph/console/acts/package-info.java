/// Pages of forms: acts of administrators and retention managers, papers that auditors have made, and what auditors
/// read of holds.
///
/// What a form asks for is read as the body of a request is, and done by the services that answer the APIs: the same
/// checks, and the same event before it. A form that is refused comes again, with the reason beside the field.
@NullMarked
package io.chirograph.console.acts;

import org.jspecify.annotations.NullMarked;
