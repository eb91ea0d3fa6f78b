package io.chirograph.content;

import io.chirograph.content.redaction.FindingNames;
import io.chirograph.policy.model.ContentAbilities;

/// What a configuration can do with content.
/// @param names by which policy may deny findings
public record Abilities(boolean canEncrypt, FindingNames names) implements ContentAbilities {
    @Override
    public boolean finds(String finding) {
        return names.has(finding);
    }
}
