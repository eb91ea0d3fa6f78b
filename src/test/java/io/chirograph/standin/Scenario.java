package io.chirograph.standin;

import java.io.IOException;

/// One way to answer. On return the answer is as whole as the scenario means it to be.
@FunctionalInterface
interface Scenario {
    /// Answers whether the connection may be used again.
    boolean answer(Received request, Wire wire) throws IOException, InterruptedException;
}
