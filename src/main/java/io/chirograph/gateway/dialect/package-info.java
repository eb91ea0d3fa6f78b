/// Reads what each wire format says: model, scalar parameters, token usage, finish reason, end of a response.
///
/// Readers observe bytes that are forwarded unchanged. They never fail a call: what they cannot read is
/// reported as unknown, and the bytes pass all the same. Memory per exchange is bounded, whatever the
/// provider sends.
///
/// Entry types: [AssembledText], [DecodedBody], [Dialect], [End], [EndpointDialect], [EndpointTable],
/// [ErrorBody], [ErrorFacts], [FormData], [GenericDialect], [Operation], [Paths], [RequestFacts], [RequestShape],
/// [ResponseExtractor], [ResponseFacts], [ResponseIds], [ResponseObserver], [ResponseUrls], [ToolCallReader],
/// [UsageReader].
@NullMarked
package io.chirograph.gateway.dialect;

import org.jspecify.annotations.NullMarked;
