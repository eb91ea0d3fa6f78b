package io.chirograph.content.keys;

import java.io.IOException;

/// Told of each key before it is answered for the first time; twice where a process stopped in between.
@FunctionalInterface
public interface KeyObserver {
    /// Whose key it is.
    enum Kind {
        TENANT("content-tenant-key"),
        SUBJECT("content-subject-key");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// As events name it.
        public String word() {
            return word;
        }
    }

    /// @param id of the key; says nothing of whose it is
    /// @param commitment see [KeyedDigests#commitment(String, byte\[\])]
    /// @throws IOException it could not be recorded: the key is not answered, and this is called again for it
    void made(Kind kind, String id, String commitment) throws IOException;
}
