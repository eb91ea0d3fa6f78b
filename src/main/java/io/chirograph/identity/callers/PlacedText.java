package io.chirograph.identity.callers;

/// A text that could be a key, and the header that it stands in.
record PlacedText(String place, String text) {
    @Override
    public String toString() {
        return "PlacedText[" + place + "]";
    }
}
