package io.chirograph.query.evidence;

/// How much is answered and put into one file of evidence; beyond it is refused by name.
/// @param population the calls of the largest population that is answered
/// @param calls the calls of which one file holds the events
/// @param bytes the size of one file
public record EvidenceBounds(int population, int calls, long bytes) {
    public static final EvidenceBounds USUAL = new EvidenceBounds(50_000, 1000, 32L << 20);
}
