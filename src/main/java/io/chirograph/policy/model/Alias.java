package io.chirograph.policy.model;

/// A name's one model of one provider.
public record Alias(String provider, String model) {
    public Alias {
        Misfit.requireWord("provider", provider, Misfit.NAME, Misfit.NAME_RULE);
        Misfit.requireWord("model", model, Misfit.VISIBLE, Misfit.VISIBLE_RULE);
    }
}
