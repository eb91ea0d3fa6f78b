package io.chirograph.content.redaction;

import io.chirograph.content.redaction.rules.State;
import org.jspecify.annotations.Nullable;

/// An object or a list that is being read, and where it stands. One thread.
final class Frame {
    final @Nullable Frame parent;
    final State state;

    /// Of the member whose value it is, or of the list's that it is an element of.
    final String name;

    final boolean isList;

    /// The member of the parent that it is; empty for elements.
    final String member;

    /// Its place in the parent's list; -1 for members.
    final int place;

    /// How deep it stands.
    final int depth;

    /// The member that is being read.
    String current = "";

    /// How many elements were read.
    int count;

    // What in an object of a stream says which text its strings continue.

    /// `index`; -1 where there is none.
    int index = -1;

    int output = -1;
    int content = -1;
    boolean isThought;
    String type = "";
    String item = "";

    Frame(@Nullable Frame parent, State state, String name, boolean isList, String member, int place) {
        this.parent = parent;
        this.state = state;
        this.name = name;
        this.isList = isList;
        this.member = member;
        this.place = place;
        this.depth = parent == null ? 1 : parent.depth + 1;
    }
}
