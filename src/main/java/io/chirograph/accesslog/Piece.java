package io.chirograph.accesslog;

/// How far a piece of a log was read: an object, or a file.
/// @param stamp what tells this content of the name from every other one
/// @param position of the first record that was not read
/// @param done whether nothing of it is left
/// @param tries how often it could not be understood at this position
record Piece(String name, String stamp, long position, boolean done, int tries) {
    static Piece begin(String name, String stamp) {
        return new Piece(name, stamp, 0, false, 0);
    }

    Piece at(long read) {
        return new Piece(name, stamp, read, false, read == position ? tries : 0);
    }

    Piece end() {
        return new Piece(name, stamp, position, true, 0);
    }

    Piece failed() {
        return new Piece(name, stamp, position, false, tries + 1);
    }
}
