package io.chirograph.gateway.dialect;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.TextDigest;
import io.chirograph.event.value.ToolCalls;
import io.chirograph.gateway.dialect.json.CanonicalForm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lists the tool calls that a response asks for, and digests their arguments.
/// A call comes whole, or in pieces which say by place and id what they continue; arguments come as an
/// object, whose bytes are digested as they stand, or as a string, of which the decoded text is. No more
/// than [ToolCalls#MOST] calls are followed, and no arguments are kept: where a piece cannot be told apart
/// from another call's, no call has a digest. One thread.
public final class ToolCallReader {
    /// No place: what continues the choice's newest call.
    public static final int NO_PLACE = -1;

    /// The place of what continues nothing.
    private static final int ALONE = -2;

    /// The choice of what continues nothing.
    public static final int NO_CHOICE = -1;

    private static final int UNKNOWN = -1;

    private static final class Slot {
        private final int choice;
        private final int place;
        private @Nullable String id;
        private @Nullable String name;
        private @Nullable Digest given;
        private @Nullable Digest canonical;
        private boolean isText;
        private long length;

        Slot(int choice, int place) {
            this.choice = choice;
            this.place = place;
        }

        /// Whether a piece continues it: without a place or an id only one that names no tool does.
        boolean is(int otherChoice, int otherPlace, @Nullable String otherId, @Nullable String otherName) {
            if (choice != otherChoice || place == ALONE) {
                return false;
            }
            if (otherPlace == NO_PLACE) {
                return otherId == null ? otherName == null || name == null : otherId.equals(id);
            }
            return place == otherPlace && (id == null || otherId == null || id.equals(otherId));
        }
    }

    private final List<Slot> slots = new ArrayList<>(0);
    private final AssembledText arguments = new AssembledText(ToolCalls.MOST, CanonicalForm.MOST);
    private @Nullable Slot beyond;
    private long more;

    // Of the call, or the piece of one, that is being read:
    private int place = NO_PLACE;
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable Digest given;
    private @Nullable Digest canonical;
    private boolean isText;
    private long length;
    private int likely = UNKNOWN;

    /// Where it stands among the calls of its choice.
    public void place(int at) {
        place = at;
    }

    /// Its id; a blank one is none.
    public void id(String said) {
        id = said.isBlank() ? id : said;
    }

    /// What it calls; a blank name is none.
    public void name(String said) {
        name = said.isBlank() ? name : said;
    }

    /// Its id and what it calls where nothing else says so.
    public void orElse(@Nullable String itsId, @Nullable String itsName) {
        id = id == null ? itsId : id;
        name = name == null ? itsName : name;
    }

    /// Whether an id or a name was said of it.
    public boolean isNamed() {
        return id != null || name != null;
    }

    /// Its arguments as an object or a list.
    public void arguments(Digest object) {
        begin();
        isText = false;
        given = object;
    }

    /// What that object or list says.
    /// @param json as it stands; null for a large one
    public void canonical(byte @Nullable [] json) {
        canonical = CanonicalForm.digest(CanonicalForm.read(json));
    }

    /// A string of arguments begins; where one came before, this one stands in its place.
    public void begin() {
        arguments.drop();
        isText = true;
        given = null;
        canonical = null;
        length = 0;
        likely = UNKNOWN;
    }

    /// Takes a piece of that string.
    /// @param choice to which it seems to belong
    public void append(byte[] bytes, int offset, int count, int choice) {
        if (likely == UNKNOWN) {
            likely = slot(choice);
        }
        length += count;
        if (likely < ToolCalls.MOST) {
            arguments.append(bytes, offset, count, likely, 0);
        }
    }

    /// What was read is a call of its own, if it is one at all.
    public void whole() {
        place = ALONE;
        piece(NO_CHOICE);
    }

    /// What was read begins a call of this choice or continues one, if it is one at all.
    public void piece(int choice) {
        if (id != null || name != null || given != null || isText) {
            settle(choice);
        }
        clear();
    }

    /// What was read tells of a call at this place again, or for the first time.
    public void again(int choice, int at) {
        place = at;
        int slot = slot(choice);
        Slot last = beyond;
        boolean isKnown = slot < slots.size()
                ? slots.get(slot).length > 0
                : slot == ToolCalls.MOST && last != null && at <= last.place;
        if (isKnown) {
            drop();
        } else {
            piece(choice);
        }
    }

    /// Whether no arguments came for a call at this place.
    public boolean isNew(int choice, int at) {
        for (Slot slot : slots) {
            if (slot.choice == choice && slot.place == at && slot.length > 0) {
                return false;
            }
        }
        return true;
    }

    /// What was read is no call.
    public void drop() {
        arguments.drop();
        clear();
    }

    /// A piece was taken for one of another call: there are no digests.
    public void lose() {
        arguments.lose();
    }

    private void settle(int choice) {
        int slot = slot(choice);
        if (slot >= ToolCalls.MOST) {
            beyond(choice);
            arguments.drop();
            return;
        }
        if (slot == slots.size()) {
            slots.add(new Slot(choice, place));
            beyond = null;
        }
        Slot call = slots.get(slot);
        call.id = call.id == null ? id : call.id;
        call.name = call.name == null ? name : call.name;
        if (given != null) {
            call.given = given;
            call.canonical = canonical;
        }
        call.isText |= isText;
        call.length += length;
        if (likely >= ToolCalls.MOST && length > 0) {
            arguments.lose();
        }
        arguments.settle(slot, 0);
    }

    /// A call that is only counted; the one that was counted last is known again.
    private void beyond(int choice) {
        Slot last = beyond;
        if (last == null || !last.is(choice, place, id, name)) {
            more++;
            last = new Slot(choice, place);
            beyond = last;
        }
        last.id = last.id == null ? id : last.id;
        last.name = last.name == null ? name : last.name;
    }

    /// Which call is being read: the newest that it can be, else the next one.
    private int slot(int choice) {
        if (place == ALONE || choice == NO_CHOICE) {
            return Math.min(slots.size(), ToolCalls.MOST);
        }
        Slot last = beyond;
        if (last != null && last.is(choice, place, id, name)) {
            return ToolCalls.MOST;
        }
        for (int i = slots.size() - 1; i >= 0; i--) {
            if (slots.get(i).is(choice, place, id, name)) {
                return i;
            }
        }
        return Math.min(slots.size(), ToolCalls.MOST);
    }

    private void clear() {
        place = NO_PLACE;
        id = null;
        name = null;
        given = null;
        canonical = null;
        isText = false;
        length = 0;
        likely = UNKNOWN;
    }

    /// Called once.
    ToolCalls calls() {
        if (slots.isEmpty()) {
            return ToolCalls.NONE;
        }
        Map<Integer, Digest> texts = new HashMap<>();
        for (TextDigest text : arguments.digests()) {
            texts.put(text.choice(), text.digest());
        }
        Map<Integer, byte[]> said = arguments.kept();
        List<ToolCalls.Call> calls = new ArrayList<>(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            Digest digest = texts.get(i);
            if (digest == null && slot.length == 0) {
                digest = slot.given == null && slot.isText ? AssembledText.EMPTY : slot.given;
            }
            Digest canonical = texts.containsKey(i)
                    ? CanonicalForm.digest(CanonicalForm.read(said.get(i)))
                    : digest == null ? null : slot.canonical;
            calls.add(new ToolCalls.Call(slot.id, slot.name, digest, canonical));
        }
        return new ToolCalls(calls, more);
    }
}
