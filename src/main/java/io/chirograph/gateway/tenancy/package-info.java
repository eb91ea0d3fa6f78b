/// What one tenant has at a provider, kept from all others.
///
/// Entry types: [OwnershipRecorder], [ResourceOwnershipStore], [TenantIsolation], [UploadTickets].
@NamedInterface("tenancy")
@NullMarked
package io.chirograph.gateway.tenancy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
