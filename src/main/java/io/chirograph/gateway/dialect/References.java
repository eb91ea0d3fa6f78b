package io.chirograph.gateway.dialect;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Names of what a provider keeps, as they stand in bodies.
final class References {
    private static final String FILES = "/files/";

    private References() {}

    /// The key of a name. Google's are paths, or URLs that end in them, of which the last collection and its
    /// id count.
    static String key(String name) {
        String path = path(name);
        int verb = path.equals(name) ? -1 : path.indexOf(':');
        path = verb < 0 ? path : path.substring(0, verb);
        int last = path.lastIndexOf('/');
        int before = last <= 0 ? -1 : path.lastIndexOf('/', last - 1);
        return last < 0 ? path : path.substring(before + 1);
    }

    /// The key of a name in a request; null for the URL of what is nothing that the provider keeps.
    static @Nullable String named(String value) {
        if (!value.contains("://")) {
            return key(value);
        }
        String path = path(value);
        int files = path.lastIndexOf(FILES);
        if (files < 0) {
            return null;
        }
        String id = path.substring(files + FILES.length());
        int end = 0;
        while (end < id.length() && "/:;".indexOf(id.charAt(end)) < 0) {
            end++;
        }
        return "files/" + id.substring(0, end);
    }

    private static String path(String name) {
        if (name.startsWith("https://") || name.startsWith("http://")) {
            try {
                String of = URI.create(name).getPath();
                return of == null ? name : of;
            } catch (IllegalArgumentException notUrl) {
                return name;
            }
        }
        return name;
    }
}
