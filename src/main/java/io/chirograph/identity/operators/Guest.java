package io.chirograph.identity.operators;

/// Somebody whom a link lets in, to see what it is about.
///
/// Nothing tells who it is but the link: events name its id as the subject, and who made it stands in `link.created`.
/// @param link the id of the link
/// @param scope what its maker may see of the trail, which bounds what it shows
public record Guest(String link, AuditScope scope) {
    /// The issuer in events; no token has it.
    public static final String ISSUER = "chirograph-link";
}
