package io.chirograph.gateway.http;

import io.chirograph.web.clientaddress.RequestHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Header fields in wire order; names ignore case, values are bytes read as ISO 8859-1. Not thread-safe.
public final class Headers implements RequestHeaders {
    private final List<String> names = new ArrayList<>(16);
    private final List<String> values = new ArrayList<>(16);

    public void add(String name, String value) {
        names.add(name.toLowerCase(Locale.ROOT));
        values.add(value);
    }

    public int size() {
        return names.size();
    }

    /// The lower-case name at a position.
    public String name(int i) {
        return names.get(i);
    }

    public String value(int i) {
        return values.get(i);
    }

    /// The first value of a lower-case name.
    public @Nullable String first(String name) {
        int i = names.indexOf(name);
        return i < 0 ? null : values.get(i);
    }

    /// All values of a lower-case name as one list (RFC 9110 section 5.3); null when absent.
    public @Nullable String list(String name) {
        String first = first(name);
        return first == null || names.lastIndexOf(name) == names.indexOf(name) ? first : String.join(", ", all(name));
    }

    @Override
    public List<String> all(String name) {
        var found = new ArrayList<String>(1);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name)) {
                found.add(values.get(i));
            }
        }
        return found;
    }

    /// The lower-case names, in wire order, repeated when a field is.
    @Override
    public List<String> names() {
        return Collections.unmodifiableList(names);
    }

    public boolean hasPrefix(String prefix) {
        for (String name : names) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a `Connection` header names this field as its own.
    public boolean namedByConnection(String name) {
        return mentions("connection", name);
    }

    /// Whether a comma-separated list in a header of this lower-case name has this member, in any case.
    public boolean mentions(String header, String member) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(header) && namesToken(values.get(i), member)) {
                return true;
            }
        }
        return false;
    }

    private static boolean namesToken(String list, String name) {
        int start = 0;
        while (start <= list.length()) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            if (list.substring(start, end).strip().equalsIgnoreCase(name)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    /// The same fields but for those of these lower-case names.
    public Headers without(Set<String> left) {
        var rest = new Headers();
        for (int i = 0; i < names.size(); i++) {
            if (!left.contains(names.get(i))) {
                rest.add(names.get(i), values.get(i));
            }
        }
        return rest;
    }
}
