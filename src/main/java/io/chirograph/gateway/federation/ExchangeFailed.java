package io.chirograph.gateway.federation;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A token could not be had. Its message holds nothing that the token endpoint sent but a code of RFC 6749.
final class ExchangeFailed extends IOException {
    ExchangeFailed(String message) {
        super(message);
    }

    ExchangeFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
