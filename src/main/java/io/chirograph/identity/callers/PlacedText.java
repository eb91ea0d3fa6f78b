package io.chirograph.identity.callers;

/// A text that could be a key, and its header.
record PlacedText(String place, String text) {
    @Override
    public String toString() {
        return "PlacedText[" + place + "]";
    }
}
