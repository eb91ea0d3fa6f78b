/// The auditors' web pages over the query API; so far the one that says who is signed in.
@ApplicationModule(
        allowedDependencies = {
            "event :: value",
            "identity :: operators",
            "identity :: signin",
            "identity :: tokens",
            "verifier :: browser",
            "web"
        })
@NullMarked
package io.chirograph.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
