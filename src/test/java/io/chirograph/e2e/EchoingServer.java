package io.chirograph.e2e;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// An object store and an issuer of tokens, neither of which keeps a secret: whatever they refuse, they say back what
/// they were sent. A code with `refused` in it is refused.
final class EchoingServer implements AutoCloseable {
    static final String ISSUER = "https://issuer.example";

    private final HttpServer server;
    private final RSAKey key;
    private final String access;
    private volatile String idToken = "";

    /// @param access what it gives for an access token
    EchoingServer(String access) throws IOException, JOSEException {
        this.access = access;
        key = new RSAKeyGenerator(2048).keyID("issuer").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, 403, error("AccessDenied", told(exchange))));
        server.createContext("/jwks", exchange -> answer(exchange, 200, keys()));
        server.createContext("/token", this::token);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String keys() {
        return new JWKSet(key).toPublicJWKSet().toString();
    }

    /// The ID token that the next code is given for.
    void identifies(String token) {
        idToken = token;
    }

    String sign(String audience, Instant expires, Map<String, Object> more) throws JOSEException, ParseException {
        Map<String, Object> claims = new HashMap<>(Map.of(
                "iss",
                ISSUER,
                "aud",
                audience,
                "sub",
                "ann",
                "iat",
                expires.getEpochSecond() - 600,
                "exp",
                expires.getEpochSecond()));
        claims.putAll(more);
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("issuer").build(), JWTClaimsSet.parse(claims));
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    /// A parameter of the address that a browser was sent to.
    static String asked(String location, String name) {
        return URLDecoder.decode(location.replaceAll(".*[?&]" + name + "=([^&]*).*", "$1"), StandardCharsets.UTF_8);
    }

    private void token(HttpExchange exchange) throws IOException {
        String told = told(exchange);
        if (told.contains("refused")) {
            answer(
                    exchange,
                    400,
                    "{\"error\":\"invalid_grant\",\"error_description\":\"%s\"}".formatted(told.replace('"', ' ')));
        } else {
            answer(
                    exchange,
                    200,
                    "{\"access_token\":\"%1$s\",\"refresh_token\":\"%1$s\",\"id_token\":\"%2$s\",\"token_type\":\"Bearer\",\"expires_in\":600}"
                            .formatted(access, idToken));
        }
    }

    private static String told(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
        return exchange.getRequestHeaders() + " "
                + (exchange.getRequestURI().getPath().equals("/token") ? body : "");
    }

    private static String error(String code, String told) {
        return "<Error><Code>" + code + "</Code><Message>" + told.replaceAll("[<>&]", "") + "</Message></Error>";
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.getResponseHeaders()
                .add("Content-Type", text.startsWith("<") ? "application/xml" : "application/json");
        exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
        if (!isHead) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
