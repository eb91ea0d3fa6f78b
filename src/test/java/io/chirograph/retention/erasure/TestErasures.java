package io.chirograph.retention.erasure;

/// Erasures, for tests of a process that has them.
public final class TestErasures {
    /// What a process is given of them.
    public static final Class<?> CONFIGURATION = ErasureConfiguration.class;

    private TestErasures() {}
}
