package io.chirograph.gateway.dialect.context;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ModelContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Collects what one request body says of the model's context.
///
/// Of a member that stands there twice each value counts, for readers differ in which one they take. Memory is bounded:
/// lists are cut, texts are digested as they come.
public final class ContextScan {
    /// Types of tools that the body itself defines.
    private static final Set<String> DEFINED = Set.of("function", "custom");

    private static final Set<String> SYSTEM_ROLES = Set.of("system", "developer");

    private final SortedMap<String, SortedSet<String>> names = new TreeMap<>();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private final List<Digest> urls = new ArrayList<>(0);
    private final SystemPrompt system = new SystemPrompt();
    private @Nullable RemoteUrl url;
    private boolean isFile;
    private long sealed;
    private boolean isDoubtful;

    /// A name or another scalar.
    /// @param word what the table calls it
    public void value(ContextKind kind, String value, String word) {
        switch (kind) {
            case ROLE -> system.role(SYSTEM_ROLES.contains(value));
            case SEALED -> sealed += value.isEmpty() ? 0 : 1;
            case TOOL -> {
                if (!DEFINED.contains(value)) {
                    name(kind, value);
                }
            }
            case TOOL_NAMED -> name(kind, word);
            case FILE_OR_URL, NONE, URL, SYSTEM, TURN -> {}
            case MEMBER -> isDoubtful = true;
            default -> name(kind, value);
        }
    }

    /// The URL that is being read is the name of a file.
    public void file(String name) {
        isFile = true;
        name(ContextKind.FILE, name);
    }

    /// An array or object in the place of a scalar.
    public void container(ContextKind kind, boolean isRead, String word) {
        if (kind == ContextKind.TOOL_NAMED) {
            name(kind, word);
        } else if (kind != ContextKind.NONE && !isRead) {
            isDoubtful = true;
        }
    }

    /// Something that one reader could take for what is of interest here.
    public void doubt() {
        isDoubtful = true;
    }

    private void name(ContextKind kind, String name) {
        if (name.isEmpty()) {
            return;
        }
        SortedSet<String> known = names.computeIfAbsent(kind.list, list -> new TreeSet<>());
        if (known.size() < ModelContext.MOST) {
            known.add(name);
        }
        counts.merge(kind.list, 1L, Long::sum);
    }

    public void text(ContextKind kind, byte[] bytes, int offset, int length) {
        switch (kind) {
            case SYSTEM -> system.text(bytes, offset, length);
            case TURN -> system.turn(bytes, offset, length);
            case URL, FILE_OR_URL -> {
                var open = url;
                if (open == null) {
                    open = new RemoteUrl();
                    url = open;
                }
                open.text(bytes, offset, length);
            }
            default -> {}
        }
    }

    public void textEnded(ContextKind kind) {
        if (kind == ContextKind.URL || kind == ContextKind.FILE_OR_URL) {
            Digest digest = url == null ? null : url.end();
            if (digest != null && !isFile) {
                if (urls.size() < ModelContext.MOST && !urls.contains(digest)) {
                    urls.add(digest);
                }
                counts.merge("urls", 1L, Long::sum);
            }
            isFile = false;
        }
    }

    /// How many parts only the provider can open, so far.
    public long sealed() {
        return sealed;
    }

    /// Whether the message that is read may be a part of the system prompt.
    public boolean isTurnHeard() {
        return system.isTurnHeard();
    }

    /// A message ended.
    public void turnEnded() {
        system.turnEnded();
    }

    /// What was read.
    /// @param isWhole whether the body was read to its end
    /// @param isKnown whether all places are known at which a body like this may refer to something
    public ContextFacts facts(boolean isWhole, boolean isKnown) {
        boolean refers = !names.isEmpty() || !urls.isEmpty() || sealed > 0;
        counts.values().removeIf(count -> count <= ModelContext.MOST);
        boolean isComplete = !refers && isWhole && isKnown && !isDoubtful && system.isKnown();
        var seen = new ModelContext(
                Collections.unmodifiableSortedMap(names),
                urls,
                Collections.unmodifiableSortedMap(counts),
                sealed,
                isWhole ? system.digest() : null,
                null,
                isComplete ? Boolean.TRUE : refers ? Boolean.FALSE : null);
        return new ContextFacts(seen, isWhole && system.isKnown());
    }
}
