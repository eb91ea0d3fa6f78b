/// Sign-in by browser: OpenID Connect with PKCE, and what a session holds.
///
/// Entry types: [DevelopmentLinks], [DevelopmentSignIn], [GuestLinks], [HtmlPage], [SignInConfigured], [SignInOffered],
/// [SignInProperties], [SignedIn].
@NamedInterface("signin")
@NullMarked
package io.chirograph.identity.signin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
