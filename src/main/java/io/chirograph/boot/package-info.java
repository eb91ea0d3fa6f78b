/// What every process is given at its start: roles, checks of settings, TLS, residency, order of start and
/// stop.
///
/// Entry types: [Development], [EnvironmentDefaults], [Home], [PolicyPresets], [RuntimeConfiguration],
/// [StartFailureReporter], [StartRefused].
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "archive :: configured",
            "archive :: retention",
            "archive :: settings",
            "event",
            "event :: value",
            "exporter :: keys",
            "gateway :: settings",
            "identity",
            "identity :: callers",
            "identity :: development",
            "identity :: operators",
            "identity :: signin",
            "journal :: kafka",
            "policy",
            "policy :: model",
            "publishedlog",
            "recording",
            "rescue",
            "retention :: manager",
            "support :: concurrent",
            "support :: disk",
            "support :: json",
            "support :: metrics",
            "tlog :: note",
            "web"
        })
@NullMarked
package io.chirograph.boot;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
