package io.chirograph.gateway.dialect.json;

import io.chirograph.event.encoding.Digest;
import org.jspecify.annotations.Nullable;

/// What a JSON text holds at the places of a [FieldSelector], in the text's order.
public interface JsonHandler {
    /// So many bytes of an array or object are reported as they stand, unless [#most] says otherwise.
    int MAX_WHOLE = 8 * 1024;

    default void string(int leaf, String value) {}

    /// A number as written; one longer than [JsonString#MAX] is reported as a string.
    default void number(int leaf, String value) {}

    default void bool(int leaf, boolean value) {}

    default void none(int leaf) {}

    /// Whether the text that begins is to be reported; asked once for each.
    default boolean isHeard(int leaf) {
        return true;
    }

    /// A piece of a text: UTF-8, valid for the duration of the call. Lone surrogates come as U+FFFD.
    default void text(int leaf, byte[] bytes, int offset, int length) {}

    /// The text ended, of which all pieces were reported.
    default void textEnded(int leaf) {}

    /// A member of the object that is no place itself, its name cut to [JsonString#MAX].
    default void other(int leaf, String name) {}

    /// An element of the array ended.
    default void element(int leaf) {}

    /// The array ended.
    default void array(int leaf, long elements) {}

    default void raw(int leaf, Digest digest) {}

    /// How many bytes of an array or object are reported as they stand; asked where it begins.
    default int most(int leaf) {
        return MAX_WHOLE;
    }

    /// An array or object as it stands in the text; null where it is larger than [#most]. Comes behind [#raw].
    default void whole(int leaf, byte @Nullable [] json) {}

    /// An array or object stands where a scalar or a text is of interest. Only where the scanner is strict.
    /// @param isRead whether something inside it is of interest
    default void container(int leaf, boolean isRead) {}

    /// A name that a careless reader could take for one that is of interest. Only where the scanner is
    /// strict.
    /// @param isAside whether that is of interest by the way alone
    default void similar(boolean isAside) {}
}
