package io.chirograph.recording;

/// Events, and the content that came with them, that one commit does not take.
public final class TooMuchTogether extends Exception {
    TooMuchTogether(String why) {
        super(why);
    }
}
