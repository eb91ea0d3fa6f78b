/// Tokens of trusted issuers: keys, rules, claims, and the bound on their verification.
///
/// Entry types: [Audiences], [AuthenticationContext], [Claims], [Discovery], [IssuedTokens], [TokenRules],
/// [TrustedIssuer], [VerificationGate].
@NamedInterface("tokens")
@NullMarked
package io.chirograph.identity.tokens;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
