package io.chirograph.event.value;

import io.chirograph.event.encoding.Digest;

/// A digest over one text that a stream delivered in pieces: UTF-8 of all its pieces in order.
/// @param choice which of several alternatives or output items it belongs to, from 0
/// @param part which part of that choice it is, from 0
public record TextDigest(int choice, int part, Digest digest) {}
