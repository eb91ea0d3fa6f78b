package io.chirograph.pricing;

/// A file is no table of prices. The message names the place in it, the value and what it must be.
public final class InvalidPrices extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidPrices(String message) {
        super(message);
    }
}
