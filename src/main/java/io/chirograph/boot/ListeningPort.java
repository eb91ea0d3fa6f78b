package io.chirograph.boot;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.Ssl;
import org.springframework.core.env.Environment;

/// A port that the configuration opens.
/// @param prefix of its settings: `server` or `management.server`
/// @param number 0 for any that is free
/// @param address as configured; null for every interface
/// @param ssl what TLS is spoken with; null for plain HTTP
record ListeningPort(
        String prefix,
        int number,
        @Nullable String address,
        @Nullable Ssl ssl) {

    /// The ports of this configuration, the one for calls first. Operations that share it are no port of their own.
    static List<ListeningPort> of(Environment environment) {
        List<ListeningPort> ports = new ArrayList<>();
        if (environment.getProperty("server.port", Integer.class, 8080) >= 0) {
            ports.add(of(environment, "server"));
        }
        if (ManagementPortType.get(environment) == ManagementPortType.DIFFERENT) {
            ports.add(of(environment, "management.server"));
        }
        return ports;
    }

    private static ListeningPort of(Environment environment, String prefix) {
        String address = environment.getProperty(prefix + ".address", "").strip();
        Binder binder = Binder.get(environment);
        // what is said of the port for calls holds for operations too, unless something is said of those
        Ssl ssl = binder.bind(prefix + ".ssl", Ssl.class)
                .orElseGet(() -> binder.bind("server.ssl", Ssl.class).orElse(null));
        return new ListeningPort(
                prefix,
                environment.getProperty(prefix + ".port", Integer.class, 8080),
                address.isEmpty() ? null : address,
                Ssl.isEnabled(ssl) ? ssl : null);
    }

    /// Whether other machines can reach it. A name that means no address now is taken for one that does.
    boolean beyondLoopback() {
        if (address == null) {
            return true;
        }
        if (address.equalsIgnoreCase("localhost")) {
            return false;
        }
        try {
            return !InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return true;
        }
    }

    /// Whether what is said there can be read on the way by others.
    boolean inTheClear() {
        return ssl == null && beyondLoopback();
    }

    /// The setting that is missing, and the ways out.
    String missing() {
        String where =
                address == null ? "not set, so that every interface is listened on" : address + ", beyond loopback";
        return "%1$s.ssl.bundle (%1$s.address is %2$s: name the SSL bundle of port %3$d, or say with %4$s who ends TLS in front of it)"
                .formatted(prefix, where, number, Tls.TERMINATED_BY);
    }

    /// What is spoken there, for people.
    String spoken(@Nullable String terminatedBy) {
        if (ssl != null) {
            return ssl.getBundle() == null ? "TLS" : "TLS with bundle " + ssl.getBundle();
        }
        if (!beyondLoopback()) {
            return "plain HTTP on loopback";
        }
        return terminatedBy == null ? "plain HTTP beyond loopback" : "plain HTTP behind " + terminatedBy;
    }
}
