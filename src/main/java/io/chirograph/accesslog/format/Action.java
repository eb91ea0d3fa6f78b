package io.chirograph.accesslog.format;

import java.util.Locale;

/// What a request amounts to, whatever its store calls it.
public enum Action {
    READ,
    LIST,
    /// That it is there, its size, lock or tags; no content.
    HEAD,
    WRITE,
    DELETE,
    /// Retention and legal holds, set.
    RETENTION,
    /// The bucket itself, or who may do what, changed.
    CONFIGURE,
    /// The bucket itself, looked at.
    OTHER;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether something may be other than before.
    public boolean isChange() {
        return this == WRITE || this == DELETE || this == RETENTION || this == CONFIGURE;
    }

    /// @param method HTTP's, or the store's verb that stands for it
    /// @param about what of, as the store says it, in upper case and without separators
    /// @param hasKey whether it is about one object
    static Action of(String method, String about, boolean hasKey) {
        boolean isLock = about.contains("RETENTION") || about.contains("LEGALHOLD");
        return switch (method) {
            case "GET", "HEAD" -> {
                if (hasKey) {
                    yield method.equals("GET") && isObject(about) ? READ : HEAD;
                }
                yield isListing(about) ? LIST : OTHER;
            }
            case "DELETE" -> isObject(about) || about.equals("MULTIOBJECTDELETE") ? DELETE : hasKey ? WRITE : CONFIGURE;
            case "PUT", "POST", "COPY" -> {
                if (isLock) {
                    yield RETENTION;
                }
                if (about.equals("MULTIOBJECTDELETE")) {
                    yield DELETE;
                }
                yield hasKey && !about.contains("ACL") ? WRITE : CONFIGURE;
            }
            default -> OTHER;
        };
    }

    private static boolean isObject(String about) {
        return about.equals("OBJECT") || about.equals("OBJECTVERSION") || about.equals("PART");
    }

    private static boolean isListing(String about) {
        return about.equals("BUCKET")
                || about.equals("BUCKETVERSIONS")
                || about.equals("UPLOADS")
                || about.equals("OBJECTS")
                || about.equals("OBJECTSV2")
                || about.equals("OBJECTVERSIONS")
                || about.equals("MULTIPARTUPLOADS");
    }
}
