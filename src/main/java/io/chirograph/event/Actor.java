package io.chirograph.event;

import java.util.SortedMap;

/// Who acted, split by how it is known. All fields are *identifying*.
///
/// Field names in use: `application`, `tenant`, `team`, `keyId`, `user`, `subject`, `issuer`, `callerSubject`,
/// `callerIssuer`.
///
/// @param verified what a signed token, a key or a client certificate proves
/// @param asserted what a header says of the caller; nobody checked it
public record Actor(SortedMap<String, String> verified, SortedMap<String, String> asserted) {}
