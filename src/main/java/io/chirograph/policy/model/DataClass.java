package io.chirograph.policy.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A class of data, as the policy declares it.
/// @param name the word in headers, keys and events
/// @param requires the accepted values of a provider's attributes; those of the classes below hold too
/// @param payload the most that is kept of content; null where the classes below decide
/// @param retention the retention class of the record; null where the classes below decide
/// @param payloadRetention the retention class of content; null where the classes below decide
/// @param digests null where [TermsByClass] decides
/// @param erasable `subject`, where content can be erased; null where the classes below decide
/// @param subjects whose keys it takes to open content that can be erased
/// @param all whether it takes the keys of all of them, else of any; null for all
/// @param pseudonyms whether identifying fields are written as pseudonyms; null where the classes below decide
public record DataClass(
        String name,
        SortedMap<String, SortedSet<String>> requires,
        @Nullable PayloadLimit payload,
        @Nullable String retention,
        @Nullable String payloadRetention,
        @Nullable DigestForm digests,
        @Nullable String erasable,
        List<String> subjects,
        @Nullable Boolean all,
        @Nullable Boolean pseudonyms) {
    public static final String FORM = "[A-Za-z0-9._-]{1,64}";

    /// The subject that is the call's verified end user.
    public static final String USER = "user";

    /// How a subject begins that an entry of the metadata names.
    public static final String METADATA = "metadata.";

    private static final String SUBJECT = USER + "|metadata\\.[!-~]{1,128}";
    private static final int MOST_SUBJECTS = 16;

    public DataClass {
        Misfit.requireWord("name", name, FORM, "1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'");
        requires = requires == null ? new TreeMap<>() : requires;
        requires.forEach((attribute, values) -> {
            if (!attribute.matches(Misfit.NAME)) {
                throw new Misfit("requires." + attribute, "is no name of an attribute: " + Misfit.NAME_RULE);
            }
            if (values.isEmpty()) {
                throw new Misfit("requires." + attribute, "names no value, so no provider would do");
            }
        });
        if (retention != null) {
            Misfit.requireWord("retention", retention, Misfit.NAME, Misfit.NAME_RULE);
        }
        if (payloadRetention != null) {
            Misfit.requireWord("payload-retention", payloadRetention, Misfit.NAME, Misfit.NAME_RULE);
        }
        if (erasable != null && !erasable.equals("subject")) {
            throw new Misfit("erasable", "is '" + erasable + "'; it must be subject");
        }
        requireErasable("subjects", subjects, erasable);
        requireErasable("all", all, erasable);
        subjects = subjects == null ? List.of(USER) : List.copyOf(subjects);
        requireSubjects(subjects);
    }

    private static void requireErasable(String member, @Nullable Object value, @Nullable String erasable) {
        if (value != null && erasable == null) {
            throw new Misfit(member, "is for a class with 'erasable: subject'");
        }
    }

    private static void requireSubjects(List<String> subjects) {
        if (subjects.isEmpty() || subjects.size() > MOST_SUBJECTS) {
            throw new Misfit("subjects", "names " + subjects.size() + " subjects; it must be 1 to " + MOST_SUBJECTS);
        }
        Set<String> seen = new HashSet<>();
        for (String subject : subjects) {
            if (!subject.matches(SUBJECT)) {
                throw new Misfit("subjects", "has '" + subject + "'; a subject is user or metadata.<name of an entry>");
            }
            if (!seen.add(subject)) {
                throw new Misfit("subjects", "has '" + subject + "' twice");
            }
        }
    }

    public boolean isErasable() {
        return erasable != null;
    }
}
