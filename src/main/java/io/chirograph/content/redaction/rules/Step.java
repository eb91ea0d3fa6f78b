package io.chirograph.content.redaction.rules;

import java.util.ArrayList;
import java.util.List;

/// One step of a path.
/// @param kind what it goes to
/// @param name of the member; empty where it goes by place
/// @param index the place in the list; -1 where it goes by name
record Step(Kind kind, String name, int index) {
    private static final int LONGEST = 512;
    private static final int MOST = 32;

    /// What a step goes to.
    enum Kind {
        MEMBER,
        ELEMENT,
        /// Every member and every element.
        ANY,
        /// A member of this name however deep below.
        BELOW
    }

    boolean matches(String member) {
        return kind == Kind.ANY || ((kind == Kind.MEMBER || kind == Kind.BELOW) && name.equals(member));
    }

    boolean matches(int element) {
        return kind == Kind.ANY || (kind == Kind.ELEMENT && index == element);
    }

    /// @throws IllegalArgumentException says what is wrong with the path
    static List<Step> path(String path) {
        if (!path.startsWith("$") || path.length() > LONGEST) {
            throw new IllegalArgumentException("must begin with $ and have at most " + LONGEST + " characters");
        }
        List<Step> steps = new ArrayList<>();
        int at = 1;
        while (at < path.length()) {
            int end = path.charAt(at) == '[' ? bracket(path, at, steps) : dot(path, at, steps);
            if (end == at) {
                throw new IllegalArgumentException("is no path from character " + (at + 1) + " on");
            }
            at = end;
        }
        if (steps.isEmpty() || steps.size() > MOST) {
            throw new IllegalArgumentException("must have 1 to " + MOST + " steps");
        }
        return List.copyOf(steps);
    }

    /// Behind `.name`, `.*` or `..name`; the same place where it is none of them.
    private static int dot(String path, int at, List<Step> steps) {
        boolean isBelow = path.startsWith("..", at);
        int from = at + (isBelow ? 2 : 1);
        if (path.charAt(at) != '.' || from >= path.length()) {
            return at;
        }
        if (path.charAt(from) == '*' && !isBelow) {
            steps.add(new Step(Kind.ANY, "", -1));
            return from + 1;
        }
        int end = from;
        while (end < path.length() && ".[]*'\"$ ".indexOf(path.charAt(end)) < 0) {
            end++;
        }
        if (end == from) {
            return at;
        }
        steps.add(new Step(isBelow ? Kind.BELOW : Kind.MEMBER, path.substring(from, end), -1));
        return end;
    }

    /// Behind `[*]`, `[n]` or `['name']`; the same place where it is none of them.
    private static int bracket(String path, int at, List<Step> steps) {
        if (path.startsWith("['", at)) {
            int end = path.indexOf("']", at + 2);
            if (end <= at + 2) {
                return at;
            }
            steps.add(new Step(Kind.MEMBER, path.substring(at + 2, end), -1));
            return end + 2;
        }
        int end = path.indexOf(']', at);
        if (end < 0 || end - at > 8) {
            return at;
        }
        String inside = path.substring(at + 1, end);
        if (inside.equals("*")) {
            steps.add(new Step(Kind.ANY, "", -1));
            return end + 1;
        }
        if (inside.isEmpty() || !inside.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return at;
        }
        steps.add(new Step(Kind.ELEMENT, "", Integer.parseInt(inside)));
        return end + 1;
    }
}
