/// Makes a bucket fit for an archive, with an administrator's credential and before any gateway runs: Object
/// Lock, default retention, public access, encryption, access log, expiry after retention, and the policies of
/// the four identities at the store. It never weakens what it finds.
///
/// Entry types: [ArchiveInitCommand], [BucketPolicies], [StoreKind].
@NamedInterface("setup")
@NullMarked
package io.chirograph.archive.setup;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
