package io.chirograph.identity.operators;

import io.chirograph.identity.tokens.Claims;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.jwt.Jwt;

/// Reads the roles of a token. Words that are no role of ours are passed over; a claim of an unexpected shape
/// grants nothing.
/// @param claim the claim's name, or a dotted path when no claim has that name
/// @param words which words mean which role
public record TokenRoles(String claim, Map<String, Role> words)
        implements Converter<Jwt, Collection<GrantedAuthority>> {
    @Override
    public Collection<GrantedAuthority> convert(Jwt token) {
        return of(token);
    }

    public Collection<GrantedAuthority> of(ClaimAccessor token) {
        List<GrantedAuthority> authorities = new ArrayList<>();
        for (String word : texts(Claims.find(token, claim))) {
            Role role = words.get(word);
            if (role != null) {
                authorities.add(new SimpleGrantedAuthority(role.claim()));
            }
        }
        return authorities;
    }

    private static List<String> texts(@Nullable Object value) {
        return switch (value) {
            case String text -> List.of(text.split(" ", -1));
            case Collection<?> list ->
                list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList();
            case null, default -> List.of();
        };
    }
}
