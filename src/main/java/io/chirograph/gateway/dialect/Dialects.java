package io.chirograph.gateway.dialect;

/// The dialects by name.
public final class Dialects {
    private Dialects() {}
}
