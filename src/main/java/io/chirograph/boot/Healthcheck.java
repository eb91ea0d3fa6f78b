package io.chirograph.boot;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks a process on this host whether it is ready, and exits with 0 if so.
///
/// - For images without a shell: it loads nothing of the program, so that it takes a fraction of a second.
/// - One argument at most: the URL, the usual one of `/actuator/health/readiness` when none is given. Redirects count
/// as no.
/// - Exit codes: 0 ready (200), 1 anything else, after 5 seconds at most for the connection and the answer each.
final class Healthcheck {
    private static final String READINESS = "http://127.0.0.1:8081/actuator/health/readiness";
    private static final int MILLIS = 5_000;

    private Healthcheck() {}

    static void main(String[] args) {
        System.exit(isReady(args.length == 0 ? READINESS : args[0]) ? 0 : 1);
    }

    static boolean isReady(String url) {
        try {
            var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(MILLIS);
            connection.setReadTimeout(MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            System.err.println("not ready: " + e.getMessage());
            return false;
        }
    }
}
