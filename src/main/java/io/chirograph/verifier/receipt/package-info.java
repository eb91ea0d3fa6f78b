/// Receipts: what a log promised a caller, and whether it kept that. No Spring.
///
/// The bytes are specified in `docs/receipts.md`.
///
/// Entry types: [Receipt], [ReceiptMaker], [ReceiptReport], [ReceiptVerifier].
@NamedInterface("receipt")
@NullMarked
package io.chirograph.verifier.receipt;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
