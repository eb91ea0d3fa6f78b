package io.chirograph.event.encoding;

import java.util.Arrays;

/// The members of one JSON object in the order of RFC 8785 (by UTF-16 code units), kept in two arrays: events
/// have few members and are written once, for which a tree costs more than the writing. One thread.
public final class SortedFields {
    private String[] names = new String[16];
    private Object[] values = new Object[16];
    private int size;

    /// Sets `name`; a value already there is replaced.
    public void put(String name, Object value) {
        int at = position(name);
        if (at >= 0) {
            values[at] = value;
            return;
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        int insert = -at - 1;
        System.arraycopy(names, insert, names, insert + 1, size - insert);
        System.arraycopy(values, insert, values, insert + 1, size - insert);
        names[insert] = name;
        values[insert] = value;
        size++;
    }

    boolean contains(String name) {
        return position(name) >= 0;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    String name(int index) {
        return names[index];
    }

    Object value(int index) {
        return values[index];
    }

    /// As of [Arrays#binarySearch(Object[], Object)].
    private int position(String name) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = names[middle].compareTo(name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
