package io.chirograph.gateway.dialect.coding;

/// Too many encoded request bodies are being decoded. Retryable.
public final class DecodersBusy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DecodersBusy() {
        super("too many request bodies are being decoded");
    }
}
