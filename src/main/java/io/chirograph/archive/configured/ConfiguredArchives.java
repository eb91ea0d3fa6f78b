package io.chirograph.archive.configured;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ReadOnlyArchive;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.s3.S3Settings;
import io.chirograph.archive.settings.ArchiveProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.NestedExceptionUtils;

/// The archives that get everything: `chirograph.archive`, named `main`, and those that are configured as
/// `chirograph.archives.<name>.*` with the same keys and `chirograph.archives.<name>.required`, by name.
///
/// A process that audits the logs of others has one more, `chirograph.query.source`, named `source`: it gets nothing,
/// is only read, and is none of [#all()].
///
/// Whoever opened them closes them.
public final class ConfiguredArchives implements Iterable<ConfiguredArchive>, AutoCloseable {
    private static final String ONE = "chirograph.archive";
    private static final String SOURCE = "chirograph.query.source";
    private static final String SEVERAL = "chirograph.archives";

    private final List<ConfiguredArchive> archives;
    private final @Nullable ConfiguredArchive source;

    private ConfiguredArchives(List<ConfiguredArchive> archives, @Nullable ConfiguredArchive source) {
        this.archives = List.copyOf(archives);
        this.source = source;
    }

    /// Opens what the configuration names; nothing is asked of any store yet.
    /// @throws IllegalArgumentException naming the property that is wrong
    public static ConfiguredArchives open(Binder settings, Path dataDirectory) {
        return open(settings, settings.bindOrCreate(ONE, ArchiveProperties.class), dataDirectory);
    }

    public static ConfiguredArchives open(Binder settings, ArchiveProperties main, Path dataDirectory) {
        Map<String, ArchiveProperties> all = new LinkedHashMap<>();
        all.put(ONE, main);
        settings.bind(SEVERAL, Bindable.mapOf(String.class, Object.class)).orElse(Map.of()).keySet().stream()
                .sorted()
                .forEach(name -> all.put(SEVERAL + "." + name, further(settings, name)));
        if (hasSource(settings)) {
            all.put(SOURCE, properties(settings, SOURCE));
        }
        requireDistinct(all, dataDirectory);
        List<ConfiguredArchive> opened = new ArrayList<>();
        all.forEach((at, properties) -> opened.add(opened(settings, at, properties, dataDirectory)));
        ConfiguredArchive source = opened.getLast().isSource() ? opened.removeLast() : null;
        return new ConfiguredArchives(opened, source);
    }

    /// Whether the configuration names an archive that is only read.
    public static boolean hasSource(Binder settings) {
        return settings.bind(SOURCE, Bindable.mapOf(String.class, Object.class)).isBound();
    }

    private static ConfiguredArchive opened(
            Binder settings, String at, ArchiveProperties properties, Path dataDirectory) {
        Archive store = switch (properties.type()) {
            case DIRECTORY -> Archives.directory(properties.directoryIn(dataDirectory));
            case S3 -> Archives.s3(Objects.requireNonNull(properties.s3()));
        };
        ObjectRetention retention = ObjectRetention.configured(settings, properties);
        return switch (at) {
            case ONE -> new ConfiguredArchive(ConfiguredArchive.MAIN, store, retention, true);
            case SOURCE ->
                new ConfiguredArchive(ConfiguredArchive.SOURCE, new ReadOnlyArchive(store), retention, false);
            default ->
                new ConfiguredArchive(
                        at.substring(SEVERAL.length() + 1),
                        store,
                        retention,
                        settings.bind(at + ".required", Boolean.class).orElse(true));
        };
    }

    /// These, of which the first is `main`.
    public static ConfiguredArchives of(List<ConfiguredArchive> archives) {
        if (archives.isEmpty() || !archives.getFirst().isMain()) {
            throw new IllegalArgumentException("the first archive is not " + ConfiguredArchive.MAIN);
        }
        return new ConfiguredArchives(archives, null);
    }

    private static ArchiveProperties further(Binder settings, String name) {
        if (List.of(ConfiguredArchive.MAIN, ConfiguredArchive.SOURCE).contains(name)
                || !name.matches("[a-z0-9-]{1,32}")) {
            throw new IllegalArgumentException(SEVERAL + "." + name + ": expected a name of 1 to 32 lower-case letters,"
                    + " digits and dashes that is neither " + ConfiguredArchive.MAIN + " nor "
                    + ConfiguredArchive.SOURCE);
        }
        return properties(settings, SEVERAL + "." + name);
    }

    private static ArchiveProperties properties(Binder settings, String at) {
        try {
            ArchiveProperties properties = settings.bindOrCreate(at, ArchiveProperties.class);
            if (properties.type() == ArchiveProperties.Type.DIRECTORY && properties.directory() == null) {
                throw new IllegalArgumentException(at + ".directory is not set, and " + at + ".type is not s3");
            }
            return properties;
        } catch (BindException e) {
            String why = NestedExceptionUtils.getMostSpecificCause(e).getMessage();
            throw new IllegalArgumentException(String.valueOf(why).replace(ONE + ".", at + "."), e);
        }
    }

    private static void requireDistinct(Map<String, ArchiveProperties> all, Path dataDirectory) {
        Map<String, String> places = new HashMap<>();
        all.forEach((setting, properties) -> {
            String place = place(properties, dataDirectory);
            String other = places.put(place, setting);
            if (other != null) {
                throw new IllegalArgumentException(setting + " is the same place as " + other + ": " + place);
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

    public ConfiguredArchive main() {
        return archives.getFirst();
    }

    /// All that this process's log goes to, `main` first.
    public List<ConfiguredArchive> all() {
        return archives;
    }

    /// The archive that is only read, in a process that audits the logs of others.
    public Optional<ConfiguredArchive> source() {
        return Optional.ofNullable(source);
    }

    /// The archive that auditors read the logs of others in.
    public ConfiguredArchive audited() {
        return source().orElse(main());
    }

    /// Every archive that this process has to do with: [#all()], then the source.
    public List<ConfiguredArchive> readable() {
        return Stream.concat(archives.stream(), source().stream()).toList();
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
        readable().forEach(archive -> archive.archive().close());
    }
}
