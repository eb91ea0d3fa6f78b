package io.chirograph.query.questions;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many calls or events a question expects.
/// @param atLeast whether it is so many at least, not at most
record Expected(boolean atLeast, int count) {
    static final String FORM = "none, at-most-<n> or at-least-<n>, n from 1 to 1000";

    private static final Pattern PATTERN = Pattern.compile("at-(most|least)-([1-9][0-9]{0,2}|1000)");

    /// @throws IllegalArgumentException a text says neither
    static Expected parse(String text) {
        if (text.equals("none")) {
            return new Expected(false, 0);
        }
        Matcher form = PATTERN.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("must be " + FORM + ", was '" + text + "'");
        }
        return new Expected(form.group(1).equals("least"), Integer.parseInt(form.group(2)));
    }

    /// How many are to be looked for: what decides.
    int needed() {
        return atLeast ? count : count + 1;
    }

    /// What holds, when so many were found, at least.
    /// @param complete whether nothing else can have been there
    Holds judge(long found, boolean complete) {
        if (found >= needed()) {
            return atLeast ? Holds.YES : Holds.NO; // what was found is there, whatever was not
        }
        if (!complete) {
            return Holds.UNKNOWN;
        }
        return atLeast ? Holds.NO : Holds.YES;
    }
}
