package io.chirograph.gateway.dialect.coding;

/// So many encoded request bodies are being decoded that another one did not get its turn. Retryable.
public final class DecodersBusy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DecodersBusy() {
        super("too many request bodies are being decoded");
    }
}
