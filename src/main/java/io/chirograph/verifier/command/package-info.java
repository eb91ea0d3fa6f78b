/// The auditors' commands, and the program that has nothing else.
///
/// Entry types: [ArchiveLocation], [BrowserVerifierCommand], [ContentCommand], [ContentOutput], [KeyOptions],
/// [MetaLogCommand],
/// [PolicyFile], [SearchCommand], [TerminalProgress],
/// [VerifyCommand], [VerifyEvidenceCommand], [VerifyReceiptCommand].
@NamedInterface("command")
@NullMarked
package io.chirograph.verifier.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
