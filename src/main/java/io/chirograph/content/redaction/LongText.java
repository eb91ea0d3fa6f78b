package io.chirograph.content.redaction;

/// What is known of a string that is too long to be held.
/// @param isFile whether it is a file's bytes
/// @param text what stands for the file
record LongText(boolean isFile, String text) {}
