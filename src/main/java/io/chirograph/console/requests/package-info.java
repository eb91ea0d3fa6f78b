/// Requests: what an auditor wants to be shown, and the searches and evidence that answer it.
@NullMarked
package io.chirograph.console.requests;

import org.jspecify.annotations.NullMarked;
