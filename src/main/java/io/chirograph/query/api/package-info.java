/// The auditors' REST API, read only.
@NamedInterface("api")
@NullMarked
package io.chirograph.query.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
