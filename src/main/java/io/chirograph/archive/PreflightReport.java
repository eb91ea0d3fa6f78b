package io.chirograph.archive;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a store really did with a locked object.
/// @param tier what its locks are worth to this identity: `COMPLIANCE`, `GOVERNANCE` or `none`
/// @param canaries what became of each thing that must be refused: `refused` or `allowed`, with the store's code
/// @param findings what is not as it should be, for people
public record PreflightReport(String tier, SortedMap<String, String> canaries, List<String> findings) {
    public PreflightReport {
        canaries = Collections.unmodifiableSortedMap(new TreeMap<>(canaries));
        findings = List.copyOf(findings);
    }
}
