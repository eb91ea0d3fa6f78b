package io.chirograph.identity;

import java.time.Instant;

/// What is kept of somebody who signed in by browser. No token of the issuer is among it.
///
/// @param key the digest of the id in the browser's cookie; the id itself is kept nowhere here
/// @param read who it is, as the ID token had it
/// @param formToken what a form of this session must bring along
/// @param since when it began
/// @param until when it ends in any case
record BrowserSession(String key, OperatorReader.Read read, String formToken, Instant since, Instant until) {
    @Override
    public String toString() {
        return "BrowserSession[" + read.operator().actor().verified() + "]";
    }
}
