package io.chirograph.boot;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// A program that asks whether a process on this host is ready.
///
/// - For images without a shell: it loads nothing of the rest, so that it takes a fraction of a second.
/// - One argument at most: the URL, `/actuator/health/readiness` of port 8081 when none is given.
/// - Exit codes: 0 ready (200), 1 anything else, after 5 seconds for connection and answer each.
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
