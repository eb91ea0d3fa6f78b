package io.chirograph.witness.client;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.VerifierKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// The witnesses that the configuration names: `chirograph.witnesses.<name>.url` and
/// `chirograph.witnesses.<name>.vkey`.
final class ConfiguredWitnesses {
    private static final String PREFIX = "chirograph.witnesses";
    private static final Set<String> SETTINGS = Set.of("timeout", "quorum", "alarmafter", "poll");

    private ConfiguredWitnesses() {}

    /// @throws IllegalArgumentException naming the property that is wrong
    static List<Witness> of(Environment environment) {
        Map<String, Object> below = Binder.get(environment)
                .bind(PREFIX, Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        List<Witness> witnesses = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        new TreeMap<>(below).forEach((name, value) -> {
            if (value instanceof Map<?, ?> settings) {
                Witness witness = witness(name, settings);
                require(ids.add(witness.key().idHex()), name, "vkey", "another witness has the same key id");
                witnesses.add(witness);
            } else if (!SETTINGS.contains(name.replace("-", "").toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(PREFIX + "." + name + " is neither a setting nor a witness");
            }
        });
        return List.copyOf(witnesses);
    }

    private static Witness witness(String name, Map<?, ?> settings) {
        require(name.matches("[A-Za-z0-9_-]{1,64}"), name, "url", "a name is letters, digits, - and _");
        for (Object key : settings.keySet()) {
            require(Set.of("url", "vkey").contains(String.valueOf(key)), name, String.valueOf(key), "no such setting");
        }
        return new Witness(name, url(name, settings.get("url")), key(name, settings.get("vkey")));
    }

    private static URI url(String name, @Nullable Object value) {
        String text = value == null ? "" : value.toString();
        require(text.matches("https?://[^/?#\\s]+[^?#\\s]*"), name, "url", "expected an http or https URL: " + text);
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + "." + name + ".url: " + e.getMessage(), e);
        }
    }

    private static VerifierKey key(String name, @Nullable Object value) {
        try {
            VerifierKey key = VerifierKey.parse(value == null ? "" : value.toString());
            require(key.type().cosigns(), name, "vkey", "a key of type " + key.type() + " makes no cosignatures");
            return key;
        } catch (MalformedException e) {
            throw new IllegalArgumentException(PREFIX + "." + name + ".vkey: " + e.getMessage(), e);
        }
    }

    private static void require(boolean holds, String name, String setting, String message) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + "." + name + "." + setting + ": " + message);
        }
    }
}
