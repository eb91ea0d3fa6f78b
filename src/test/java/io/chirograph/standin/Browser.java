package io.chirograph.standin;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser as far as signing in goes: it keeps cookies, and goes where it is sent, one step at a time.
public final class Browser implements AutoCloseable {
    private static final Pattern HIDDEN = Pattern.compile("name=\"_csrf\"[^>]* value=\"([^\"]+)\"");
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /// Opens an address, as somebody who types it.
    public HttpResponse<String> open(String address) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(address)).header("Accept", "text/html"));
    }

    /// Asks as a program on a page does.
    public HttpResponse<String> fetch(String method, String address, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", "application/json");
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /// Sends a form, with the hidden token of the page that it stands on.
    public HttpResponse<String> submit(String address, String page, Map<String, String> fields)
            throws IOException, InterruptedException {
        String form = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        String token = hidden(page).map(value -> "&_csrf=" + encoded(value)).orElse("");
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Accept", "text/html")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form + token)));
    }

    /// Goes where an answer sends it.
    public HttpResponse<String> follow(HttpResponse<String> answer) throws IOException, InterruptedException {
        return open(answer.uri().resolve(target(answer)).toString());
    }

    public static String target(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Location")
                .orElseThrow(() ->
                        new AssertionError(answer.uri() + " answered " + answer.statusCode() + " " + answer.body()));
    }

    /// From an address that asks for a sign-in up to the answer that sends it back with a code, which is not
    /// followed.
    public HttpResponse<String> signIn(String address, String name) throws IOException, InterruptedException {
        HttpResponse<String> answer = open(address);
        while (!isBack(answer)) {
            answer = answer.statusCode() == 200
                    ? submit(answer.uri().toString(), answer.body(), Map.of("username", name, "password", "secret"))
                    : follow(answer);
        }
        return answer;
    }

    private static boolean isBack(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("").contains("/console/sign-in/code?");
    }

    public Optional<HttpCookie> cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .findFirst();
    }

    /// Puts cookies in the place of those that it has.
    public void keep(List<HttpCookie> kept) {
        cookies.getCookieStore().removeAll();
        kept.forEach(cookie -> cookies.getCookieStore().add(URI.create("http://127.0.0.1"), cookie));
    }

    public List<HttpCookie> cookies() {
        return List.copyOf(cookies.getCookieStore().getCookies());
    }

    private static Optional<String> hidden(String page) {
        Matcher found = HIDDEN.matcher(page);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
    }
}
