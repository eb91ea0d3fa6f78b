package io.chirograph.verifier.bundle;

import io.chirograph.verifier.assurance.Assurance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Gathers what judging a bundle comes to, and which entries were judged. Not safe for several threads.
final class BundleVerdict {
    private static final int MAX_FINDINGS = 1000;
    private final Bundle bundle;
    private final Set<String> taken = new HashSet<>();
    private final List<String> shown = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<BundleFinding> findings = new ArrayList<>();
    private final List<BundleReport.LogAssurance> assurances = new ArrayList<>();

    BundleVerdict(Bundle bundle) {
        this.bundle = bundle;
    }

    Optional<byte[]> take(String name) {
        taken.add(name);
        return bundle.get(name);
    }

    List<String> names(String prefix) {
        return bundle.entries().tailMap(prefix).keySet().stream()
                .takeWhile(name -> name.startsWith(prefix))
                .toList();
    }

    void fail(BundleProblem problem, String entry, String detail) {
        add(new BundleFinding(problem, entry, detail));
    }

    void note(BundleProblem problem, String detail) {
        add(new BundleFinding(problem, null, detail));
    }

    private void add(BundleFinding finding) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    void show(String sentence) {
        shown.add(sentence);
    }

    void say(String sentence) {
        said.add(sentence);
    }

    void assure(String log, Assurance assurance) {
        assurances.add(new BundleReport.LogAssurance(log, assurance));
    }

    /// Tells the entries that nothing took.
    void finish() {
        bundle.names().stream()
                .filter(name -> !taken.contains(name))
                .forEach(name -> fail(BundleProblem.ENTRY_UNEXPECTED, name, "it belongs to nothing in the bundle"));
    }

    BundleReport report(String about, List<BundleReport.LogKey> logs) {
        boolean holds = findings.stream().noneMatch(one -> one.problem().failure());
        return new BundleReport(about, logs, shown, said, findings, holds ? assurances : List.of());
    }
}
