package io.chirograph.identity.tokens;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an issuer says that somebody was authenticated.
/// @param amr the methods, as in RFC 8176
/// @param acr the class; null when it states none
/// @param several whether that is more than one factor, as the configuration reads it
public record AuthenticationContext(
        List<String> amr, @Nullable String acr, boolean several) {}
