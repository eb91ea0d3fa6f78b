package io.chirograph.gateway.dialect.coding;

/// Too many encoded request bodies are being decoded. Retryable.
public final class DecodersBusy extends RuntimeException {
    DecodersBusy() {
        super("too many request bodies are being decoded");
    }
}
