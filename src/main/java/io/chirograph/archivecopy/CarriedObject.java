package io.chirograph.archivecopy;

import org.jspecify.annotations.Nullable;

/// The version of an object that is carried.
/// @param version as the source names it; null where it keeps none
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record CarriedObject(String key, @Nullable String version, byte[] bytes) {}
