package io.chirograph.verifier.scan;

import io.chirograph.verifier.report.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands beside a checkpoint: a witness's cosignature or a time stamp.
/// @param size of the checkpoint; null when the key is no such object's
/// @param contents each content once, the newest first
/// @param findings what is wrong with it by itself
public record AttachedObject(String key, @Nullable Long size, List<byte[]> contents, List<Finding> findings) {}
