package io.chirograph.journal;

/// Where content lies in the journal that is durable ahead of the record that will name it.
/// @param group the group that its first piece is in
/// @param pieces how many frames hold it
/// @param length bytes in them
public record StagedContent(long group, int pieces, long length) {
    /// Nothing was staged.
    public static final StagedContent NONE = new StagedContent(-1, 0, 0);
}
