package io.chirograph.identity.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;

class TokenRolesTest {
    private static List<String> roles(String claim, Map<String, Object> claims) {
        Jwt token = Jwt.withTokenValue("t")
                .header("alg", "ES256")
                .claims(c -> c.putAll(claims))
                .build();
        return new TokenRoles(claim, OperatorProperties.words(Map.of("auditor", List.of("auditor", "trail readers"))))
                .convert(token).stream().map(GrantedAuthority::getAuthority).toList();
    }

    @Test
    void rolesAreReadFromListsStringsAndPaths() {
        assertThat(roles("roles", Map.of("roles", List.of("auditor", "x", 7)))).containsExactly("auditor");
        assertThat(roles("scope", Map.of("scope", "openid administrator"))).containsExactly("administrator");
        assertThat(roles("realm_access.roles", Map.of("realm_access", Map.of("roles", List.of("auditor")))))
                .containsExactly("auditor");
        assertThat(roles("https://x.example/roles", Map.of("https://x.example/roles", List.of("auditor"))))
                .containsExactly("auditor");
    }

    @Test
    void aRoleGoesByTheWordsOfTheIssuer() {
        assertThat(roles("roles", Map.of("roles", List.of("trail readers")))).containsExactly("auditor");
        assertThat(roles("roles", Map.of("roles", List.of("payload-reader", "end-user"))))
                .containsExactly("payload-reader", "end-user");
    }

    @Test
    void aClaimOfAnotherShapeGrantsNothing() {
        assertThat(roles("roles", Map.of("sub", "a"))).isEmpty();
        assertThat(roles("roles", Map.of("roles", Map.of("auditor", true)))).isEmpty();
        assertThat(roles("a.b.c", Map.of("a", "auditor"))).isEmpty();
    }
}
