package io.chirograph.archive.directory;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Keys;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Lists a directory tree in byte order of the keys.
/// Enters only directories that can hold a response.
record DirectoryWalk(Path root) {
    /// Up to `max` keys that start with `prefix` and are `wanted`; nothing below `bound` is wanted.
    List<String> keys(String prefix, Predicate<String> wanted, String bound, int max)
            throws ArchiveUnavailableException {
        List<String> found = new ArrayList<>();
        Keys.checkPrefix(prefix);
        String top = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        collect(top, prefix, wanted, bound, max, found);
        return found;
    }

    private void collect(
            String directory, String prefix, Predicate<String> wanted, String bound, int max, List<String> found)
            throws ArchiveUnavailableException {
        for (String entry : entries(directory, prefix, bound)) {
            if (found.size() >= max) {
                return;
            }
            if (entry.endsWith("/") || isDirectory(entry)) {
                String below = entry.endsWith("/") ? entry : entry + "/";
                collect(below, prefix, wanted, bound, max, found);
            } else if (entry.startsWith(prefix)
                    && wanted.test(entry)
                    && Keys.isKey(entry)
                    && Files.isRegularFile(root.resolve(entry), LinkOption.NOFOLLOW_LINKS)) {
                found.add(entry);
            }
        }
    }

    /// What of `directory` can matter, in the order of the keys. A directory sorts with its slash; the file system
    /// is asked what an entry is only where that decides the order, since looking at every entry of a large
    /// directory takes long.
    private List<String> entries(String directory, String prefix, String bound) throws ArchiveUnavailableException {
        List<String> entries = new ArrayList<>();
        for (String name : names(directory)) {
            String key = directory + name;
            if (!isBelow(key, bound) && (prefix.startsWith(key) || key.startsWith(prefix))) {
                entries.add(key);
            }
        }
        entries.sort(null);
        boolean moved = false;
        for (int i = 0; i + 1 < entries.size(); i++) {
            String key = entries.get(i);
            if (sortsBeforeSlash(key, entries.get(i + 1)) && isDirectory(key)) {
                entries.set(i, key + "/");
                moved = true;
            }
        }
        if (moved) {
            entries.sort(null);
        }
        return entries;
    }

    /// Whether `next` stands between `key` and `key/`.
    private static boolean sortsBeforeSlash(String key, String next) {
        return next.startsWith(key) && next.charAt(key.length()) < '/';
    }

    private boolean isDirectory(String key) {
        return Files.isDirectory(root.resolve(key), LinkOption.NOFOLLOW_LINKS);
    }

    /// Whether neither a file `key` nor anything in a directory `key` can reach `bound`.
    private static boolean isBelow(String key, String bound) {
        return key.compareTo(bound) < 0 && (key + "/").compareTo(bound) < 0 && !bound.startsWith(key + "/");
    }

    /// Up to `max` names below `directory` (ending in `/`) that can be no key or stand for no plain file; a directory
    /// of such a name stands for all below it.
    List<String> strays(String directory, int max) throws ArchiveUnavailableException {
        List<String> found = new ArrayList<>();
        strays(root.resolve(directory), directory, max, found);
        return found;
    }

    private void strays(Path directory, String prefix, int max, List<String> found) throws ArchiveUnavailableException {
        for (Path file : files(directory)) {
            String key = prefix + file.getFileName();
            boolean named = Keys.isKey(key);
            if (found.size() >= max) {
                return;
            }
            if (named && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                strays(file, key + "/", max, found);
            } else if (!named || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                found.add(key);
            }
        }
    }

    /// The names in `directory` (empty, or ending in `/`) that can be part of a key, in no order.
    List<String> names(String directory) throws ArchiveUnavailableException {
        return files(root.resolve(directory)).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .filter(Keys::isSegment)
                .toList();
    }

    private static List<Path> files(Path directory) throws ArchiveUnavailableException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(all::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw new ArchiveUnavailableException("cannot list " + directory + ": " + e, e);
        }
        return all;
    }
}
