package io.chirograph.policy;

/// A name for one model of one provider.
///
/// @param name what callers ask for
/// @param provider the provider that serves it
/// @param model what the provider is asked for
public record Alias(String name, String provider, String model) {}
