package io.chirograph.gateway.dialect.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Places of interest in a JSON text: a tree of member names.
/// Everything else is skipped without being kept.
///
/// Immutable once built; shared by all scanners. A place is written as a path: `usage.input_tokens`,
/// `choices[].finish_reason`; `{a,b}.c` stands for both `a.c` and `b.c`, and `%2E` for a dot that is part of a name.
public final class FieldSelector {
    /// No interest.
    public static final int NONE = -1;

    private final List<byte[]> names = new ArrayList<>();
    private final List<FieldSelector> members = new ArrayList<>();
    // The same names, each at the slot of its hash or behind it.
    private byte[] @Nullable [] slots = {};
    private @Nullable FieldSelector[] slotMembers = {};
    private @Nullable FieldSelector element;
    private boolean isAside;
    private boolean isFirm;
    // What is reported of a value here, by the leaf that the report names.
    int scalar = NONE;
    int text = NONE;
    int array = NONE;
    int raw = NONE;
    int whole = NONE;
    int others = NONE;

    /// An array of these: each element's end is reported.
    public static FieldSelector arrayOf(FieldSelector element, int leaf) {
        var list = new FieldSelector();
        list.element = element;
        list.array = leaf;
        return list;
    }

    /// Reads an array of such texts like each of them.
    public FieldSelector orArray() {
        element = this;
        return this;
    }

    /// Reports the string, number or boolean at `path`, strings cut to [JsonString#MAX].
    public FieldSelector scalar(String path, int leaf) {
        at(path).forEach(place -> place.scalar = leaf);
        return this;
    }

    /// Reports it by the leaf that `leaf` makes of the one that is reported now, [#NONE] for none.
    public FieldSelector scalar(String path, IntUnaryOperator leaf) {
        at(path).forEach(place -> place.scalar = leaf.applyAsInt(place.scalar));
        return this;
    }

    /// Reports the string at `path` whole, piece by piece, and its end. One that is a scalar, too, is reported as
    /// that before its end.
    public FieldSelector text(String path, int leaf) {
        at(path).forEach(place -> place.text = leaf);
        return this;
    }

    /// Reports the array at `path`: each element's end, and their number.
    public FieldSelector array(String path, int leaf) {
        at(path).forEach(place -> place.array = leaf);
        return this;
    }

    /// Reports the digest of the bytes of the array or object at `path`.
    public FieldSelector raw(String path, int leaf) {
        at(path).forEach(place -> place.raw = leaf);
        return this;
    }

    /// Reports the bytes of the array or object at `path`, unless they are more than [JsonHandler#most].
    public FieldSelector whole(String path, int leaf) {
        at(path).forEach(place -> place.whole = leaf);
        return this;
    }

    /// Reports the name of each member of the object at `path` that is no place itself.
    public FieldSelector others(String path, int leaf) {
        at(path).forEach(place -> place.others = leaf);
        return this;
    }

    /// A place of which nothing is reported.
    public FieldSelector known(String path) {
        at(path);
        return this;
    }

    /// What is named from here on is looked at by the way: names like those of its places are no ambiguity of the text.
    public FieldSelector aside(boolean is) {
        isAside = is;
        return this;
    }

    private List<FieldSelector> at(String path) {
        int open = path.indexOf('{');
        if (open < 0) {
            return List.of(place(path));
        }
        int close = path.indexOf('}', open);
        List<FieldSelector> places = new ArrayList<>();
        for (String either : path.substring(open + 1, close).split(",", -1)) {
            places.addAll(at(path.substring(0, open) + either + path.substring(close + 1)));
        }
        return places;
    }

    private FieldSelector place(String path) {
        var place = this;
        if (path.isEmpty()) {
            return place;
        }
        for (String step : path.split("\\.", -1)) {
            boolean each = step.endsWith("[]");
            place = place.orCreate((each ? step.substring(0, step.length() - 2) : step).replace("%2E", "."));
            if (each) {
                place.isFirm |= !isAside;
                if (place.element == null) {
                    place.element = new FieldSelector();
                }
                place = place.element;
            }
            place.isFirm |= !isAside;
        }
        return place;
    }

    private FieldSelector orCreate(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        var known = member(bytes, bytes.length);
        if (known != null) {
            return known;
        }
        var created = new FieldSelector();
        names.add(bytes);
        members.add(created);
        index();
        return created;
    }

    /// At most every second slot is taken, so that a search ends.
    private void index() {
        int size = Integer.highestOneBit(names.size()) << 2;
        slots = new byte[size][];
        slotMembers = new FieldSelector[size];
        for (int i = 0; i < names.size(); i++) {
            byte[] name = names.get(i);
            int slot = slot(name, name.length);
            while (slots[slot] != null) {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = name;
            slotMembers[slot] = members.get(i);
        }
    }

    private int slot(byte[] name, int length) {
        int hash = length == 0 ? 0 : (name[0] * 31 + name[length - 1]) * 31 + name[length >> 1] * 7 + length;
        return (hash ^ (hash >>> 5)) & (slots.length - 1);
    }

    public @Nullable FieldSelector member(byte[] name, int length) {
        if (slots.length == 0) {
            return null;
        }
        int slot = slot(name, length);
        for (byte[] candidate = slots[slot]; candidate != null; candidate = slots[slot]) {
            if (candidate.length == length && Arrays.equals(candidate, 0, length, name, 0, length)) {
                return slotMembers[slot];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return null;
    }

    /// Whether a reader that is careless of a name's case, or of what stands behind a zero, would take it for
    /// one of these, which it is not. Places aside do not count.
    public boolean isSimilar(byte[] name, int length) {
        var place = similar(name, length);
        return place != null && place.isFirm;
    }

    /// The place that such a reader would take it for.
    @Nullable
    FieldSelector similar(byte[] name, int length) {
        boolean isPlain = true;
        for (int i = 0; i < length && isPlain; i++) {
            isPlain = name[i] > 0;
        }
        String slow = isPlain ? null : folded(new String(name, 0, length, StandardCharsets.UTF_8));
        FieldSelector found = null;
        for (int i = 0; i < names.size(); i++) {
            byte[] candidate = names.get(i);
            if (slow == null
                    ? candidate.length == length && equalFolded(candidate, name, length)
                    : slow.equals(new String(candidate, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT))) {
                found = members.get(i);
                if (found.isFirm) {
                    return found;
                }
            }
        }
        return found;
    }

    private static String folded(String name) {
        int zero = name.indexOf(0);
        String folded = zero < 0 ? name : name.substring(0, zero);
        return folded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static boolean equalFolded(byte[] left, byte[] right, int length) {
        for (int i = 0; i < length; i++) {
            if (lower(left[i]) != lower(right[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    public @Nullable FieldSelector element() {
        return element;
    }

    public int scalar() {
        return scalar;
    }

    boolean isFirm() {
        return isFirm;
    }

    /// Whether something inside an array (else inside an object) at this place is of interest.
    boolean opens(boolean isArray) {
        return isArray ? element != null || array != NONE : !members.isEmpty() || others != NONE;
    }
}
