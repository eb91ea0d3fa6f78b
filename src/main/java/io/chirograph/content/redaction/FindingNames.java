package io.chirograph.content.redaction;

import io.chirograph.content.redaction.detect.Detectors;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.Binder;

/// The names by which a policy can deny findings.
///
/// These are the detectors that ship, `credential` for all of them that find keys and passwords, `file`, and what the
/// configuration adds: each pattern by its name, each scanner by its own for whatever it finds.
public final class FindingNames {
    static final String FILE = "file";
    static final String FILE_IN_TEXT = "file-in-text";
    static final String PATTERN = "pattern:";
    static final String SCANNER = "scanner:";
    private static final String CREDENTIAL = "credential";

    private final Set<String> known = new TreeSet<>(Detectors.NAMES);

    FindingNames(RedactionProperties properties) {
        known.addAll(Set.of(CREDENTIAL, FILE, FILE_IN_TEXT));
        properties.patterns().forEach(pattern -> known.add(String.valueOf(pattern.name())));
        properties.scanners().forEach(scanner -> known.add(String.valueOf(scanner.name())));
    }

    /// Those of a configuration.
    public static FindingNames of(Binder settings) {
        return new FindingNames(settings.bindOrCreate("chirograph.content.redaction", RedactionProperties.class));
    }

    /// Whether anything here reports findings by this name.
    public boolean has(String name) {
        return known.contains(name);
    }

    /// Whether among the findings of a body there is one by this name.
    static boolean holds(SortedMap<String, Long> findings, String name) {
        if (findings.containsKey(name) || findings.containsKey(PATTERN + name)) {
            return true;
        }
        String scanner = SCANNER + name + ":";
        for (String finding : findings.keySet()) {
            if (finding.startsWith(scanner) || (name.equals(CREDENTIAL) && Detectors.isCredential(finding))) {
                return true;
            }
        }
        return false;
    }
}
