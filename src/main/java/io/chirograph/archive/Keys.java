package io.chirograph.archive;

import java.util.Arrays;

/// What a key may look like; one place for every store.
public final class Keys {
    private static final int MAX_LENGTH = 900;

    private Keys() {}

    /// Answers `key` when it is one.
    /// @throws IllegalArgumentException naming the key and what is wrong with it
    public static String check(String key) {
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "archive key of length " + key.length() + ", expected 1 to " + MAX_LENGTH);
        }
        for (String segment : key.split("/", -1)) {
            if (!isSegment(segment)) {
                throw new IllegalArgumentException("archive key \"" + key + "\" has the segment \"" + segment + '"');
            }
        }
        return key;
    }

    public static boolean isKey(String name) {
        return name.length() <= MAX_LENGTH && Arrays.stream(name.split("/", -1)).allMatch(Keys::isSegment);
    }

    public static String checkPrefix(String prefix) {
        int slash = prefix.lastIndexOf('/');
        if (slash >= 0) {
            check(prefix.substring(0, slash));
        }
        return prefix;
    }

    /// Whether `name` may stand between two slashes. Names that may not are never part of an archive, so they
    /// serve for files that are on their way in.
    public static boolean isSegment(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().allMatch(Keys::isAllowed);
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "._=-".indexOf(c) >= 0;
    }
}
