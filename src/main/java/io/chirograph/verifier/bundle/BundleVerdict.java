package io.chirograph.verifier.bundle;

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

    /// Tells the entries that nothing took.
    void finish() {
        bundle.names().stream()
                .filter(name -> !taken.contains(name))
                .forEach(name -> fail(BundleProblem.ENTRY_UNEXPECTED, name, "it belongs to nothing in the bundle"));
    }

    List<String> shown() {
        return shown;
    }

    List<String> said() {
        return said;
    }

    List<BundleFinding> findings() {
        return findings;
    }
}
