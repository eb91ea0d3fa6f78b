package io.chirograph.query.index;

import java.io.IOException;

/// Another process holds the index.
final class IndexInUseException extends IOException {
    IndexInUseException(String message) {
        super(message);
    }
}
