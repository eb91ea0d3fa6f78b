package io.chirograph.evidence;

import io.chirograph.tlog.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a checkpoint, or several of one name, say with a good signature.
///
/// @param object the key, or the name of a file from outside
/// @param size null when the key is no checkpoint's name
/// @param roots each root that is signed for that size; empty when nothing is
/// @param outside whether it was brought along and is not from the archive
/// @param findings what is wrong with it by itself
record CheckpointClaim(String object, @Nullable Long size, List<Hash> roots, boolean outside, List<Finding> findings) {
    /// Whether it says anything that can be held against the tree.
    boolean signed() {
        return size != null && !roots.isEmpty();
    }
}
