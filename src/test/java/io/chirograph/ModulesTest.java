package io.chirograph;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

@Tag("slow")
class ModulesTest {
    @Test
    void everyPackageDependsOnlyOnWhatTheDesignAllows() {
        // Not verify(), which remembers that it was asked: a second run would pass whatever the first one found.
        ApplicationModules.of(Chirograph.class.getPackageName())
                .detectViolations()
                .throwIfPresent();
    }
}
