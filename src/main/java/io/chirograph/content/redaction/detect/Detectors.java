package io.chirograph.content.redaction.detect;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// All detectors of this process. Thread-safe.
public final class Detectors {
    /// Fewer characters hold nothing that a detector of ours finds.
    private static final int LEAST = 4;

    private static final Set<String> CREDENTIALS = credentials();

    /// What the detectors that ship call their finds.
    public static final Set<String> NAMES = names();

    private final List<OwnPattern> own;
    private final List<Detector> credentials = Credentials.ALL;
    private final Detector email = new EmailDetector();
    private final Detector numbers = new NumberDetector();
    private final Detector mixed = new MixedDetector();
    private final Detector addresses = new AddressDetector();
    private final Detector births = new BirthDateDetector();

    public Detectors(List<OwnPattern> own) {
        this.own = List.copyOf(own);
    }

    /// Whether finds of this name are keys, passwords or other secrets.
    public static boolean isCredential(String name) {
        return CREDENTIALS.contains(name);
    }

    private static Set<String> credentials() {
        Set<String> all = new TreeSet<>(List.of("private-key", "secret"));
        for (Detector each : Credentials.ALL) {
            if (each instanceof Credential credential) {
                all.add(credential.name());
            }
        }
        return Set.copyOf(all);
    }

    private static Set<String> names() {
        Set<String> all = new TreeSet<>(CREDENTIALS);
        all.addAll(List.of(
                "be-national-number",
                "birth-date",
                "card",
                "de-steuer-id",
                "email",
                "es-dni",
                "es-nie",
                "fr-nir",
                "iban",
                "ip-address",
                "it-codice-fiscale",
                "nl-bsn",
                "phone",
                "pl-pesel",
                "se-personnummer",
                "uk-nhs",
                "us-ssn"));
        return Set.copyOf(all);
    }

    /// Looks through a text.
    /// @param name of the member whose value it is, empty where there is none
    /// @throws ScanTimeout it takes longer than it may
    public Spans find(String text, String name, Deadline deadline) {
        Spans spans = new Spans();
        deadline.begin();
        try {
            ScannedText scanned = new ScannedText(text, name, deadline);
            for (OwnPattern each : own) {
                each.find(scanned, spans);
            }
            if (text.length() >= LEAST) {
                known(scanned, spans);
            }
        } finally {
            deadline.end();
        }
        return spans;
    }

    /// Each detector is asked only where the text holds what it needs.
    private void known(ScannedText text, Spans spans) {
        int digits = 0;
        boolean hasSign = false;
        boolean hasPlace = false;
        for (int i = 0; i < text.text.length(); i++) {
            char c = text.text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else {
                hasSign |= c == '@' || c == '%';
                hasPlace |= c == '.' || c == ':';
            }
        }
        if (hasSign) {
            email.find(text, spans);
        }
        for (Detector each : credentials) {
            each.find(text, spans);
        }
        if (digits >= 2 && hasPlace) {
            addresses.find(text, spans);
        }
        if (digits >= 4) {
            births.find(text, spans);
            mixed.find(text, spans);
        }
        if (digits >= 7) {
            numbers.find(text, spans);
        }
    }
}
