/// Follows the published log into an index that can be thrown away, and answers auditors from it.
@ApplicationModule(
        allowedDependencies = {
            "event",
            "tlog",
            "archive",
            "evidence",
            "publishedlog",
            "evidence :: search",
            "evidence :: bundle",
            "identity",
            "recording",
            "support",
            "web",
            "worker"
        })
@NullMarked
package io.chirograph.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
