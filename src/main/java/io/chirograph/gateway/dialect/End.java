package io.chirograph.gateway.dialect;

/// Whether the content of a response reached its end, as far as its dialect can tell.
public enum End {
    /// The dialect's own end was seen: a terminal event, or the end of a JSON text.
    WHOLE,
    /// The dialect's own end is missing.
    BROKEN,
    /// The dialect has no end for such a response, or could not read it.
    UNKNOWN
}
