package io.chirograph.reconciliation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A model's name without what names one state of it: reports name the snapshot where a call named the
/// model.
final class ModelFamily {
    private static final Pattern SNAPSHOT = Pattern.compile("(.+?)[-@](?:20\\d\\d-\\d\\d-\\d\\d|20\\d{6}|00\\d)");

    private ModelFamily() {}

    static String of(String model) {
        Matcher snapshot = SNAPSHOT.matcher(model);
        return snapshot.matches() ? snapshot.group(1) : model;
    }
}
