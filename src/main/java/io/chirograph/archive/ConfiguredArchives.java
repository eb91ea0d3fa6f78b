package io.chirograph.archive;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;

/// The archives that get everything: `chirograph.archive`, named `main`, and those that are configured as
/// `chirograph.archives.<name>.*` with the same keys and `chirograph.archives.<name>.required`, by name.
///
/// Whoever opened them closes them.
public final class ConfiguredArchives implements Iterable<ConfiguredArchive>, AutoCloseable {
    private static final String ONE = "chirograph.archive";
    private static final String SEVERAL = "chirograph.archives";

    private final List<ConfiguredArchive> archives;

    private ConfiguredArchives(List<ConfiguredArchive> archives) {
        this.archives = List.copyOf(archives);
    }

    /// Opens what the configuration names; nothing is asked of any store yet.
    ///
    /// @throws IllegalArgumentException naming the property that is wrong
    public static ConfiguredArchives open(Binder settings, Path dataDirectory) {
        return open(settings, settings.bindOrCreate(ONE, ArchiveProperties.class), dataDirectory);
    }

    static ConfiguredArchives open(Binder settings, ArchiveProperties main, Path dataDirectory) {
        Map<String, Object> below = settings.bind(SEVERAL, Bindable.mapOf(String.class, Object.class))
                .orElse(Map.of());
        Map<String, ArchiveProperties> further = new TreeMap<>();
        below.keySet().forEach(name -> further.put(name, properties(settings, name)));
        requireDistinct(main, further, dataDirectory);
        List<ConfiguredArchive> opened = new ArrayList<>();
        opened.add(new ConfiguredArchive(
                ConfiguredArchive.MAIN,
                Archives.configured(main, dataDirectory),
                ObjectRetention.configured(settings, main),
                true));
        further.forEach((name, properties) -> opened.add(new ConfiguredArchive(
                name,
                Archives.configured(properties, dataDirectory),
                ObjectRetention.configured(settings, properties),
                settings.bind(at(name) + "required", Boolean.class).orElse(true))));
        return new ConfiguredArchives(opened);
    }

    /// One archive alone.
    public static ConfiguredArchives only(Archive main, ArchiveProperties properties) {
        return new ConfiguredArchives(List.of(new ConfiguredArchive(ConfiguredArchive.MAIN, main, properties, true)));
    }

    /// These, of which the first is `main`.
    public static ConfiguredArchives of(List<ConfiguredArchive> archives) {
        if (archives.isEmpty() || !archives.getFirst().isMain()) {
            throw new IllegalArgumentException("the first archive is not " + ConfiguredArchive.MAIN);
        }
        return new ConfiguredArchives(archives);
    }

    private static ArchiveProperties properties(Binder settings, String name) {
        if (name.equals(ConfiguredArchive.MAIN) || !name.matches("[a-z0-9-]{1,32}")) {
            throw new IllegalArgumentException(SEVERAL + "." + name + ": expected a name of 1 to 32 lower-case letters,"
                    + " digits and dashes that is not " + ConfiguredArchive.MAIN);
        }
        try {
            ArchiveProperties properties = settings.bindOrCreate(SEVERAL + "." + name, ArchiveProperties.class);
            if (properties.type() == ArchiveProperties.Type.DIRECTORY && properties.directory() == null) {
                throw new IllegalArgumentException(at(name) + "directory is not set");
            }
            return properties;
        } catch (BindException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IllegalArgumentException(
                    String.valueOf(cause.getMessage()).replace(ONE + ".", at(name)), e);
        }
    }

    private static void requireDistinct(
            ArchiveProperties main, Map<String, ArchiveProperties> further, Path dataDirectory) {
        Map<String, String> places = new HashMap<>();
        places.put(place(main, dataDirectory), ONE);
        further.forEach((name, properties) -> {
            String other = places.put(place(properties, dataDirectory), SEVERAL + "." + name);
            if (other != null) {
                throw new IllegalArgumentException(SEVERAL + "." + name + " is the same place as " + other + ": "
                        + place(properties, dataDirectory));
            }
        });
    }

    private static String place(ArchiveProperties properties, Path dataDirectory) {
        S3Settings bucket = properties.s3();
        return properties.type() == ArchiveProperties.Type.S3 && bucket != null
                ? bucket.toString()
                : properties
                        .directoryIn(dataDirectory)
                        .toAbsolutePath()
                        .normalize()
                        .toString();
    }

    private static String at(String name) {
        return SEVERAL + "." + name + ".";
    }

    /// The archive that is read from.
    public ConfiguredArchive main() {
        return archives.getFirst();
    }

    /// All of them, `main` first.
    public List<ConfiguredArchive> all() {
        return archives;
    }

    public Optional<ConfiguredArchive> named(String name) {
        return archives.stream().filter(archive -> archive.name().equals(name)).findFirst();
    }

    @Override
    public Iterator<ConfiguredArchive> iterator() {
        return archives.iterator();
    }

    @Override
    public void close() {
        archives.forEach(archive -> archive.archive().close());
    }
}
