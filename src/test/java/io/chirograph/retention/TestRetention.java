package io.chirograph.retention;

/// Requests and what is found on the objects, for tests of a process that has them.
public final class TestRetention {
    /// What a process is given of them.
    public static final Class<?> CONFIGURATION = RetentionConfiguration.class;

    private TestRetention() {}
}
