package io.chirograph.policy.model;

import org.jspecify.annotations.Nullable;

/// A value that does not fit where it stands in a policy; the message goes on behind the name of its place.
public final class Misfit extends IllegalArgumentException {
    static final String NAME = "[a-z0-9][a-z0-9._-]{0,63}";
    static final String NAME_RULE = "1 to 64 of a-z, 0-9, '.', '_' and '-'";
    static final String VISIBLE = "[!-~]{1,200}";
    static final String VISIBLE_RULE = "1 to 200 visible characters of ASCII";

    private final String member;

    /// @param member the place, relative to the value that is being read; empty for that value itself
    public Misfit(String member, String problem) {
        super(problem);
        this.member = member;
    }

    public String below(String place) {
        return place + (place.isEmpty() || member.isEmpty() || member.startsWith("[") ? "" : ".") + member;
    }

    /// Checks a word that must be there.
    static void requireWord(String member, @Nullable String word, String form, String rule) {
        if (word == null) {
            throw new Misfit("", "has no '" + member + "'");
        }
        if (!word.matches(form)) {
            throw new Misfit(member, "is '" + word + "'; it must be " + rule);
        }
    }
}
