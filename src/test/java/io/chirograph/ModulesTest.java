package io.chirograph;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModulesTest {
    @Test
    void everyPackageDependsOnlyOnWhatTheDesignAllows() {
        ApplicationModules.of(Chirograph.class).verify();
    }
}
