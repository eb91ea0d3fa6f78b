package io.chirograph.web.clientaddress;

import java.util.Collection;
import java.util.List;

/// The header fields of a request, as identity needs to see them.
public interface RequestHeaders {
    /// The names that occur, in lower case, each once or more often.
    Collection<String> names();

    /// The values of one name (lower case), in the order of the wire; bytes read as ISO 8859-1.
    List<String> all(String name);
}
