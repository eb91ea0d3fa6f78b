package io.chirograph;

/// How long campaigns and random tests go on: briefly in every build, at length with `-Pnightly`.
public final class Effort {
    private static final boolean NIGHTLY = "nightly".equals(System.getProperty("test.effort"));

    private Effort() {}

    /// The first number in every build, the second at night.
    public static int of(int brief, int atLength) {
        return NIGHTLY ? atLength : brief;
    }
}
