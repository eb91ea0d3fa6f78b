package io.chirograph.archive.retention;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.settings.RetentionProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The classes in force: those that are configured, and the presets that something names.
final class RetentionClasses {
    static final byte DEFAULT_CODE = 0;
    private static final String KEY = "chirograph.retention.";
    private static final int LEAST_CODE = 16;

    private final Map<String, RetentionClass> byName = new TreeMap<>();
    private final Map<Byte, RetentionClass> byCode = new HashMap<>();

    /// @throws IllegalArgumentException naming the property and its value
    RetentionClasses(Map<String, RetentionProperties.ClassSettings> configured) {
        configured.forEach((name, settings) -> add(read(name, settings)));
    }

    RetentionClass named(String property, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException(KEY + property + " is not set, expected the name of a class");
        }
        RetentionClass known = byName.get(name);
        if (known == null) {
            RetentionPreset preset =
                    preset(KEY + property, name, "which is neither one of chirograph.retention.classes nor one of ");
            known = new RetentionClass(name, preset.code(), preset.span(), null);
            add(known);
        }
        return known;
    }

    Map<String, RetentionClass> byName() {
        return byName;
    }

    private void add(RetentionClass added) {
        RetentionClass other = byCode.putIfAbsent(added.code(), added);
        if (other != null) {
            throw new IllegalArgumentException(KEY + "classes." + added.name() + ".code is " + added.code() + ", which "
                    + other.name() + " has already; expected a number of its own, 16 to 127");
        }
        byName.put(added.name(), added);
    }

    private static RetentionClass read(String name, RetentionProperties.ClassSettings settings) {
        String at = KEY + "classes." + name;
        if (!name.matches("[a-z0-9-]{1,32}") || name.equals("default")) {
            throw new IllegalArgumentException(
                    at + ": '" + name + "' is no name of a class: 1 to 32 of a-z, 0-9 and '-', and not 'default'");
        }
        if (settings.mode() == LockMode.NONE) {
            throw new IllegalArgumentException(at + ".mode is NONE, expected COMPLIANCE or GOVERNANCE");
        }
        RetentionSpan span = span(at, settings);
        return new RetentionClass(name, code(at, name, settings), span, settings.mode());
    }

    private static RetentionSpan span(String at, RetentionProperties.ClassSettings settings) {
        int given = (settings.preset() == null ? 0 : 1)
                + (settings.duration() == null ? 0 : 1)
                + (settings.until() == null ? 0 : 1)
                + (settings.indefinite() ? 1 : 0);
        if (given != 1) {
            throw new IllegalArgumentException(
                    at + " has " + given + " of preset, duration, until and indefinite, expected exactly one");
        }
        if (settings.preset() != null) {
            return preset(at + ".preset", settings.preset(), "expected one of ").span();
        }
        if (settings.duration() != null) {
            try {
                return RetentionSpan.For.parse(settings.duration());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(at + ".duration: " + e.getMessage(), e);
            }
        }
        return settings.until() != null ? new RetentionSpan.Until(settings.until()) : new RetentionSpan.Indefinite();
    }

    private static RetentionPreset preset(String property, String name, String expected) {
        return RetentionPreset.named(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        property + " is '" + name + "', " + expected + RetentionPreset.names()));
    }

    private static byte code(String at, String name, RetentionProperties.ClassSettings settings) {
        Integer code = settings.code();
        if (code == null) {
            String preset = settings.preset() != null ? settings.preset() : name;
            return RetentionPreset.named(preset)
                    .map(RetentionPreset::code)
                    .orElseThrow(() -> new IllegalArgumentException(
                            at + ".code is not set; expected a number from 16 to 127 that this class keeps for ever"));
        }
        if (code < LEAST_CODE || code > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(at + ".code is " + code + ", expected 16 to 127");
        }
        return code.byteValue();
    }
}
