package io.chirograph.boot;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// Start checks of TLS on both ports.
final class Tls {
    static final String TERMINATED_BY = "chirograph.tls.terminated-by";
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");
    private static final String[] KINDS = {"spring.ssl.bundle.pem", "spring.ssl.bundle.jks"};

    private Tls() {}

    /// Settings that hold where nobody set them: a key that does not go with its certificate is refused before it is
    /// in force, and nothing older than TLS 1.2 is spoken.
    static Map<String, Object> defaults(Environment environment) {
        Map<String, Object> defaults = new TreeMap<>();
        Binder binder = Binder.get(environment);
        for (String kind : KINDS) {
            for (String name : names(binder, kind)) {
                String bundle = kind + "." + name;
                defaults.put(bundle + ".options.enabled-protocols", "TLSv1.2,TLSv1.3");
                if (binder.bind(bundle + ".keystore.certificate", String.class).isBound()) {
                    defaults.put(bundle + ".keystore.verify-keys", "true");
                }
            }
        }
        return defaults;
    }

    /// Refuses what would speak something older.
    static void check(Environment environment) {
        Binder binder = Binder.get(environment);
        for (String kind : KINDS) {
            for (String name : names(binder, kind)) {
                check(binder, kind + "." + name + ".options.enabled-protocols");
            }
        }
        check(binder, "server.ssl.enabled-protocols");
        check(binder, "management.server.ssl.enabled-protocols");
    }

    private static void check(Binder binder, String property) {
        List<String> protocols =
                binder.bind(property, Bindable.listOf(String.class)).orElse(List.of());
        if (!PROTOCOLS.containsAll(protocols)) {
            throw new StartRefused("Cannot start: " + property + " is " + String.join(",", protocols)
                    + ", and nothing but TLSv1.2 and TLSv1.3 is spoken");
        }
    }

    private static Set<String> names(Binder binder, String kind) {
        return binder.bind(kind, Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of())
                .keySet();
    }

    /// The settings without which a port would be plain HTTP that other machines can reach, and nobody said who ends
    /// TLS in front of it.
    static List<String> missing(Environment environment) {
        TlsProperties said = Binder.get(environment).bindOrCreate("chirograph.tls", TlsProperties.class);
        return said.terminatedBy() != null
                ? List.of()
                : ListeningPort.of(environment).stream()
                        .filter(ListeningPort::inTheClear)
                        .map(ListeningPort::missing)
                        .toList();
    }
}
