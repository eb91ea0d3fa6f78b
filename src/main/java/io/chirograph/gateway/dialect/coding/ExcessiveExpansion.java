package io.chirograph.gateway.dialect.coding;

/// A request body that is short by its content encoding and would be far longer without it. Decoding has stopped.
public final class ExcessiveExpansion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ExcessiveExpansion(String encoding) {
        super("a body in " + encoding + " expands beyond its bound");
    }
}
