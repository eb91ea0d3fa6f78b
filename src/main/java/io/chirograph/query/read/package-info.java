/// Every request to the auditors' API is recorded before its response leaves.
///
/// Entry types: [AuditReadFilter], [AuditedRead], [CacheableAnswer].
@NamedInterface("read")
@NullMarked
package io.chirograph.query.read;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
