/// What an examination found, for people and for machines.
///
/// Entry types: [Finding], [FindingKind], [Findings], [InvalidCheckpointException], [LogReport],
/// [MetaLogState], [PayloadCounts], [ReportJson], [ReportText], [Severity], [VerificationReport].
@NamedInterface("report")
@NullMarked
package io.chirograph.verifier.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
