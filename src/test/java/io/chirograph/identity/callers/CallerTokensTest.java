package io.chirograph.identity.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.SettableClock;
import io.chirograph.event.value.Actor;
import io.chirograph.identity.IdentityConfiguration;
import io.chirograph.identity.operators.OperatorSettings;
import io.chirograph.identity.operators.OperatorTokens;
import io.chirograph.standin.StandinIssuer;
import io.chirograph.web.clientaddress.ClientAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.oauth2.jwt.JwtException;

/// Callers' and end users' tokens of a real issuer, and what somebody might make of them.
class CallerTokensTest {
    private static final String AUDIENCE = "calls";
    private static final ClientAddress HERE = ClientAddress.direct("127.0.0.1");
    private static StandinIssuer issuer;

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.now());

    @BeforeAll
    static void start() {
        issuer = StandinIssuer.start();
    }

    @AfterAll
    static void stop() {
        issuer.close();
    }

    private static CallerIssuer settings(Grants grants, Map<String, String> grantClaims) {
        return new CallerIssuer(
                issuer.uri(),
                issuer.jwkSetUri(),
                null,
                List.of(AUDIENCE),
                "client_id",
                "org.tenant",
                "team",
                null,
                null,
                "nobody's",
                grants,
                grantClaims);
    }

    private CallerTokens tokens(CallerIssuer settings) {
        return new CallerTokens(List.of(settings), Map.of(issuer.uri(), List.of("operators")), clock);
    }

    private CallerTokens tokens() {
        return tokens(settings(Grants.UNLIMITED, Map.of()));
    }

    private KeyResult judge(CallerTokens tokens, String token) {
        return tokens.authenticate(token, HERE, clock.instant());
    }

    private static Map<String, Object> claims(Object... more) {
        Map<String, Object> claims =
                new HashMap<>(Map.of("aud", List.of(AUDIENCE), "org", Map.of("tenant", "acme"), "sub", "svc-7"));
        for (int i = 0; i < more.length; i += 2) {
            claims.put((String) more[i], more[i + 1]);
        }
        return claims;
    }

    private static String reason(KeyResult result) {
        return result instanceof KeyResult.Refused refused ? refused.reason() : result.toString();
    }

    @Test
    void aTokenOfTheIssuerNamesItsCallerAndAllOfItIsVerified() throws Exception {
        assertThat(judge(tokens(), issuer.token(claims("team", "payments"))))
                .isInstanceOfSatisfying(KeyResult.Known.class, known -> {
                    assertThat(known.keyId()).isEmpty();
                    assertThat(known.grants()).isEqualTo(Grants.UNLIMITED);
                    assertThat(known.actor().asserted()).isEmpty();
                    assertThat(known.actor().verified())
                            .isEqualTo(new TreeMap<>(Map.of(
                                    "application", "standin",
                                    "tenant", "acme",
                                    "team", "payments",
                                    "subject", "svc-7",
                                    "issuer", issuer.uri())));
                });
        assertThat(judge(tokens(), issuer.token(claims())))
                .isInstanceOfSatisfying(
                        KeyResult.Known.class,
                        known -> assertThat(known.actor().verified()).containsEntry("team", "nobody's"));
    }

    @ParameterizedTest
    @CsvSource({
        "aud, other, the aud claim is not valid",
        "aud, 'calls,operators', the aud claim is not valid",
        "exp, -PT31S, jwt expired at",
        "nbf, PT31S, jwt used before",
        "iss, http://127.0.0.1:1, it is of no issuer that is believed here",
        "sub, ' ', the sub claim is not valid",
        "client_id, 7, its claim 'client_id' is no text",
        "org, none, it has no claim 'org.tenant'",
    })
    void aTokenThatSaysSomethingElseLetsNobodyIn(String claim, String value, String reason) throws Exception {
        Object wrong = switch (claim) {
            case "aud" -> List.of(value.split(","));
            case "exp", "nbf" -> clock.instant().plus(Duration.parse(value));
            case "client_id" -> 7;
            default -> value;
        };
        Map<String, Object> claims = claims(claim, wrong);
        if (claim.equals("exp")) {
            Instant issued = clock.instant().minus(Duration.ofMinutes(5));
            claims.putAll(Map.of("iat", issued, "nbf", issued));
        }
        assertThat(reason(judge(tokens(), issuer.token(claims)))).startsWith(reason);
    }

    @Test
    void whatTheIssuerDidNotSignLetsNobodyIn() throws Exception {
        String good = issuer.token(claims());
        CallerTokens tokens = tokens();
        assertThat(judge(tokens, good)).isInstanceOf(KeyResult.Known.class);
        JWTClaimsSet said = SignedJWT.parse(good).getJWTClaimsSet();
        RSAKey published = issuer.key().toPublicJWK();
        RSAKey own = new RSAKeyGenerator(2048).keyID(published.getKeyID()).generate();
        RSAKey unknown = new RSAKeyGenerator(2048).keyID("unknown").generate();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(published.toRSAPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        Map<String, String> forged = new HashMap<>();
        forged.put("none", new PlainJWT(said).serialize());
        forged.put("no signature", good.substring(0, good.lastIndexOf('.') + 1));
        forged.put(
                "HS256 with the public key",
                hs256(said, published, published.toRSAPublicKey().getEncoded()));
        forged.put("HS256 with its PEM", hs256(said, published, pem.getBytes(StandardCharsets.US_ASCII)));
        forged.put("another key under that name", rs256(said, own, null));
        forged.put("a key that it brings itself", rs256(said, own, own.toPublicJWK()));
        forged.put("a key that nobody published", rs256(said, unknown, null));
        forged.put("another payload", altered(good));
        forged.forEach((how, token) -> assertThat(judge(tokens, token)).as(how).isInstanceOf(KeyResult.Refused.class));
        assertThat(judge(tokens, good)).as("and the good one still is").isInstanceOf(KeyResult.Known.class);
    }

    private static String hs256(JWTClaimsSet claims, RSAKey key, byte[] secret) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new MACSigner(secret));
        return token.serialize();
    }

    private static String rs256(JWTClaimsSet claims, RSAKey key, @Nullable RSAKey brought) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(key.getKeyID())
                        .jwk(brought)
                        .build(),
                claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private static String altered(String token) {
        String[] parts = token.split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"acme\"", "\"evil\"");
        return parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + "." + parts[2];
    }

    @Test
    void aKeyThatTheIssuerNoLongerPublishesSignsNothingAndTheNextOneIsFoundAtOnce() throws Exception {
        CallerTokens tokens = tokens();
        String before = issuer.token(claims());
        assertThat(judge(tokens, before)).isInstanceOf(KeyResult.Known.class);
        issuer.rotate();
        assertThat(judge(tokens, issuer.token(claims()))).isInstanceOf(KeyResult.Known.class);
        assertThat(judge(tokens, before)).isInstanceOf(KeyResult.Refused.class);
    }

    @Test
    void keysAreFoundFromTheIssuersNameOrReadFromAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("keys.json"), new JWKSet(issuer.key()).toString());
        for (CallerIssuer settings : List.of(at(null, null), at(null, file))) {
            assertThat(judge(tokens(settings), issuer.token(claims()))).isInstanceOf(KeyResult.Known.class);
        }
    }

    @Test
    void withoutTheIssuersKeysNothingIsDecided() throws Exception {
        String token = issuer.token(claims());
        for (CallerIssuer settings :
                List.of(at("http://127.0.0.1:1/keys", null), at(null, directory.resolve("missing.json")))) {
            assertThat(judge(tokens(settings), token)).isInstanceOf(KeyResult.Undecided.class);
        }
    }

    private static CallerIssuer at(@Nullable String uri, @Nullable Path file) {
        return new CallerIssuer(
                issuer.uri(),
                uri,
                file,
                List.of(AUDIENCE),
                "client_id",
                "org.tenant",
                "team",
                null,
                null,
                null,
                Grants.UNLIMITED,
                Map.of());
    }

    @Test
    void claimsGrantInThePlaceOfTheIssuersOwnGrantsAndNeverByListingNothing() throws Exception {
        Grants usual = new Grants(
                List.of("openai"), List.of("gpt-*"), List.of(), "internal", List.of(), null, List.of("127.0.0.0/8"));
        CallerTokens tokens =
                tokens(settings(usual, Map.of("models", "models", "operation-classes", "scope", "providers", "p")));
        assertThat(judge(tokens, issuer.token(claims("models", List.of("o4-mini"), "scope", "inference stateful"))))
                .isInstanceOfSatisfying(
                        KeyResult.Known.class,
                        known -> assertThat(known.grants())
                                .isEqualTo(new Grants(
                                        List.of("openai"),
                                        List.of("o4-mini"),
                                        List.of("inference", "stateful"),
                                        "internal",
                                        List.of(),
                                        null,
                                        List.of("127.0.0.0/8"))));
        for (Object nothing : new Object[] {List.of(), "", " ", 7, List.of(7), Map.of("a", "b"), true}) {
            assertThat(reason(judge(tokens, issuer.token(claims("models", nothing)))))
                    .as("models: %s", nothing)
                    .isEqualTo("its claim 'models' grants nothing");
        }
        assertThat(reason(judge(tokens, issuer.token(claims("scope", "everything")))))
                .startsWith("operation-classes holds 'everything'");
        assertThat(tokens.authenticate(issuer.token(claims()), ClientAddress.direct("192.0.2.1"), clock.instant()))
                .isInstanceOfSatisfying(
                        KeyResult.Barred.class,
                        barred -> assertThat(barred.bar()).isEqualTo(KeyResult.Bar.ADDRESS));
    }

    @Test
    void anEndUserIsVerifiedOrTheTokenIsInvalid() throws Exception {
        UserIssuer settings = new UserIssuer(issuer.uri(), null, null, List.of("users"), "email");
        UserTokens users = new UserTokens(List.of(settings), Map.of(issuer.uri(), List.of(AUDIENCE)), clock);
        String ann = issuer.token(Map.of("aud", List.of("users"), "email", "ann@acme.example"));
        EndUser.Verified verified = new EndUser.Verified("ann@acme.example", issuer.uri(), List.of());
        assertThat(users.judge(List.of(ann))).isEqualTo(verified);
        assertThat(users.judge(List.of("Bearer " + ann))).isEqualTo(verified);
        for (List<String> bad : List.of(
                List.of(""),
                List.of("ann"),
                List.of(ann, ann),
                List.of(issuer.token(claims("email", "x"))),
                List.of(issuer.token(claims("aud", List.of("users", AUDIENCE), "email", "x"))),
                List.of(issuer.token(Map.of("aud", List.of("users")))))) {
            assertThat(users.judge(bad)).isInstanceOf(EndUser.Invalid.class);
        }
        assertThat(new UserTokens(List.of(), Map.of(), clock).judge(List.of(ann)))
                .as("a token that nobody can check is not passed over")
                .isInstanceOf(EndUser.Invalid.class);

        Actor caller =
                new Actor(new TreeMap<>(Map.of("subject", "svc", "issuer", "i", "tenant", "acme")), new TreeMap<>());
        assertThat(verified.with(caller).verified())
                .isEqualTo(new TreeMap<>(Map.of(
                        "subject", "ann@acme.example",
                        "issuer", issuer.uri(),
                        "callerSubject", "svc",
                        "callerIssuer", "i",
                        "tenant", "acme")));
    }

    @Test
    void whoActsForTheSubjectIsRecordedWhole() throws Exception {
        Map<String, Object> chain = Map.of(
                "sub",
                "agent-2",
                "client_id",
                "web",
                "email",
                "x",
                "act",
                Map.of("sub", "agent-1", "iss", "https://i"));
        Actor caller = known(judge(tokens(), issuer.token(claims("act", chain))));
        assertThat(caller.acts())
                .isEqualTo(List.of(
                        new TreeMap<>(Map.of("sub", "agent-2", "client_id", "web")),
                        new TreeMap<>(Map.of("sub", "agent-1", "iss", "https://i"))));
        assertThat(known(judge(tokens(), issuer.token(claims()))).acts()).isEmpty();
        assertThat(known(judge(tokens(), issuer.token(claims("act", Map.of())))).acts())
                .isEqualTo(List.of(new TreeMap<>()));

        UserTokens users = new UserTokens(
                List.of(new UserIssuer(issuer.uri(), null, null, List.of("users"), "sub")), Map.of(), clock);
        String token = issuer.token(Map.of("aud", List.of("users"), "sub", "ann", "act", Map.of("sub", "agent-3")));
        assertThat(users.judge(List.of(token))).isInstanceOfSatisfying(EndUser.Verified.class, user -> {
            Actor both = user.with(caller);
            assertThat(both.acts())
                    .extracting(act -> act.get("sub") + " " + act.get("of"))
                    .containsExactly("agent-3 null", "agent-2 callerSubject", "agent-1 callerSubject");
            assertThat(both.asserting(new TreeMap<>(Map.of("user", "x"))).acts())
                    .hasSize(3);
            assertThat(both.persons(person -> "p").acts())
                    .extracting(act -> act.get("sub"))
                    .containsOnly("p");
        });
    }

    @Test
    void aChainThatCannotBeRecordedWholeMakesTheTokenInvalid() throws Exception {
        Map<String, Object> deep = Map.of("sub", "last");
        for (int i = 0; i < 7; i++) {
            deep = Map.of("sub", "agent", "act", deep);
        }
        assertThat(known(judge(tokens(), issuer.token(claims("act", deep)))).acts())
                .hasSize(8);
        for (Object bad :
                List.of("agent", List.of(Map.of("sub", "a")), 7, Map.of("act", "x"), Map.of("sub", "a", "act", deep))) {
            assertThat(reason(judge(tokens(), issuer.token(claims("act", bad)))))
                    .isEqualTo("its claim 'act' is no chain of 1 to 8 objects");
        }
        for (Object bad : List.of(7, " ", "x".repeat(257), "a\nb")) {
            assertThat(reason(judge(tokens(), issuer.token(claims("act", Map.of("sub", bad))))))
                    .startsWith("its claim 'act.sub' is no text");
        }
    }

    private static Actor known(KeyResult result) {
        assertThat(result).isInstanceOf(KeyResult.Known.class);
        return ((KeyResult.Known) result).actor();
    }

    @Test
    void aCallersTokenIsNoOperatorsAndAnOperatorsNoCallers() throws Exception {
        var operators = OperatorSettings.of(issuer.jwkSetUri(), issuer.uri(), List.of("operators"), "roles");
        var callers = new CallerProperties(
                List.of(),
                new CallerProperties.Callers(List.of(settings(Grants.UNLIMITED, Map.of()))),
                new CallerProperties.EndUsers(List.of()));
        var audiences = IdentityConfiguration.audiencesOf(
                callers, operators, IdentitySettings.of(Map.of()).signIn());
        var decoder = OperatorTokens.decoder(operators, audiences.foreignToOperators(), clock);
        assertThat(decoder.decode(operator("operators")).getSubject()).isEqualTo("svc-7");
        for (String token : List.of(issuer.token(claims()), operator("operators", AUDIENCE))) {
            assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(JwtException.class);
        }
        assertThat(reason(judge(tokens(), operator("operators")))).isEqualTo("the aud claim is not valid");
        assertThatThrownBy(() -> new CallerTokens(
                        List.of(settings(Grants.UNLIMITED, Map.of())), Map.of(issuer.uri(), List.of(AUDIENCE)), clock))
                .hasMessageContaining("chirograph.identity.callers.issuers[].audiences")
                .hasMessageContaining("'calls', which means something else here");
    }

    private static String operator(String... audiences) throws IOException {
        return issuer.token(claims("aud", List.of(audiences), "roles", List.of("auditor")));
    }
}
