package io.chirograph.gateway.dialect.live;

import io.chirograph.gateway.dialect.ErrorFacts;
import org.jspecify.annotations.Nullable;

/// Reads the messages of one socket. One thread for each direction.
///
/// Never throws for what a message holds. What it does not know of a client it takes for the beginning of a turn: a
/// turn too many is on record, none too few.
public interface LiveDialect {
    ClientSays client(byte[] message);

    ProviderSays provider(byte[] message);

    /// The model that turns ask for where they name none; null as long as nobody has said.
    @Nullable
    String model();

    /// An error in the dialect's own shape; null where it has none, so that the socket's close is the error.
    /// @param about the client's message
    byte @Nullable [] error(ErrorFacts error, ClientSays about);
}
