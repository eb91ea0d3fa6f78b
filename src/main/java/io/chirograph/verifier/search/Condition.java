package io.chirograph.verifier.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// One filter's demand: a value that is one of these, or none of them.
/// @param name the filter's name without `!`
/// @param negated nothing of that name may match
/// @param any what a value may be
public record Condition(String name, boolean negated, List<Alternative> any) {
    private static final int MOST = 32;

    public Condition {
        any = List.copyOf(any);
    }

    /// A whole value, or what it begins with.
    public record Alternative(String text, boolean prefix) {
        boolean matches(String value) {
            return prefix ? value.startsWith(text) : value.equals(text);
        }
    }

    /// Reads a value as it is given: alternatives with commas between them, a `*` at the end of one for all that begin
    /// so. A backslash makes the comma, star or backslash behind it an ordinary character.
    static Condition parse(String name, boolean negated, String parameter, String value) throws BadFilterException {
        List<Alternative> any = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        boolean prefix = false;
        for (int i = 0; i <= value.length(); i++) {
            char c = i < value.length() ? value.charAt(i) : ',';
            if (c == ',') {
                if ((text.isEmpty() && !prefix) || any.size() == MOST) {
                    throw BadFilterException.value(
                            parameter, value, "1 to " + MOST + " values with commas between them, none of them empty");
                }
                any.add(new Alternative(text.toString(), prefix));
                text.setLength(0);
                prefix = false;
            } else if (prefix) {
                throw BadFilterException.value(
                        parameter, value, "without a * before its end; '\\*' is the character itself");
            } else if (c == '*') {
                prefix = true;
            } else if (c == '\\') {
                i++;
                if (i == value.length() || ",*\\".indexOf(value.charAt(i)) < 0) {
                    throw BadFilterException.value(
                            parameter, value, "without a backslash, unless a comma, a star or a backslash follows it");
                }
                text.append(value.charAt(i));
            } else {
                text.append(c);
            }
        }
        return new Condition(name, negated, any);
    }

    /// The value as it stands, whatever it holds.
    static Condition literal(String name, boolean negated, String value) {
        return new Condition(name, negated, List.of(new Alternative(value, false)));
    }

    /// Whether the value means something else than itself.
    static boolean isPattern(String value) {
        return value.indexOf(',') >= 0 || value.indexOf('*') >= 0 || value.indexOf('\\') >= 0;
    }

    /// Whether values of this name are what is demanded.
    boolean holds(Collection<String> values) {
        return negated != values.stream().anyMatch(value -> any.stream().anyMatch(one -> one.matches(value)));
    }
}
