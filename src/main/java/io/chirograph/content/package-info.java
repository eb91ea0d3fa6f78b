/// What of a request and a response is kept beside its event: redacted, encrypted, read, erased.
///
/// The levels are policy's, the bytes go through the journal into packs of the archive. Nothing here decides what is
/// kept.
///
/// Entry types: [Abilities], [ContentKeysCommand], [ContentProperties].
@ApplicationModule(
        allowedDependencies = {
            "event :: encoding",
            "event :: facts",
            "event :: value",
            "journal",
            "policy :: model",
            "publishedlog",
            "recording",
            "state",
            "support",
            "support :: coding",
            "support :: command",
            "support :: digest",
            "support :: disk",
            "support :: json",
            "support :: lifecycle",
            "support :: metrics",
            "support :: sqlite",
            "support :: tables",
            "web"
        })
@NullMarked
package io.chirograph.content;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
