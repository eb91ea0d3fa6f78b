package io.chirograph;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

@Tag("slow")
class ModulesTest {
    @Test
    void everyPackageDependsOnlyOnWhatTheDesignAllows() {
        ApplicationModules.of(Chirograph.class.getPackageName()).verify();
    }
}
