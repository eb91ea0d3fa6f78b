package io.chirograph.verifier.search;

/// A filter is unknown or has a value that it cannot have.
public final class BadFilterException extends Exception {
    private final boolean unknown;
    private final String filter;
    private final String value;

    BadFilterException(boolean unknown, String filter, String value, String message) {
        super(message, null, false, false);
        this.unknown = unknown;
        this.filter = filter;
        this.value = value;
    }

    static BadFilterException value(String filter, String value, String rule) {
        return new BadFilterException(
                false, filter, value, "Parameter '" + filter + "' is '" + value + "'; it must be " + rule + ".");
    }

    /// Whether there is no filter of that name, rather than a bad value.
    public boolean unknown() {
        return unknown;
    }

    public String filter() {
        return filter;
    }

    public String value() {
        return value;
    }
}
