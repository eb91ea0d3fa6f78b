package io.chirograph.verifier.search;

/// One name and value that a call can be found by.
/// @param name a filter's name, such as `actor` or `metadata.ticket`
public record Term(String name, String value) {}
