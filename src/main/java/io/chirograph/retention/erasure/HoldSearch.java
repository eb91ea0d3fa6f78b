package io.chirograph.retention.erasure;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import io.chirograph.retention.scope.ScopeResolver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds a hold on objects: one that is asked for here, whether or not it is placed yet, or one that the store has.
/// @param archives every archive that has these objects, the one that is read first
record HoldSearch(RetentionRequestStore register, List<Archive> archives) {
    /// What is held, in words; empty where nothing is.
    Optional<String> on(Set<String> objects) throws ArchiveUnavailableException {
        if (objects.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> asked = asked(objects);
        return asked.isPresent() ? asked : placed(objects);
    }

    private Optional<String> asked(Set<String> objects) throws ArchiveUnavailableException {
        Archive read = archives.getFirst();
        Map<String, List<RetentionRequest>> running = RetentionRequestStore.running(register.requests());
        for (Map.Entry<String, List<RetentionRequest>> matter : running.entrySet()) {
            for (ObjectScope scope : RetentionRequest.scopes(matter.getValue().stream())) {
                try {
                    for (ObjectVersion version : new ScopeResolver(read).versions(scope)) {
                        if (objects.contains(version.key())) {
                            return Optional.of("matter '" + matter.getKey() + "' holds " + version.key());
                        }
                    }
                } catch (ScopeResolver.UnknownIdException e) {
                    return Optional.of("matter '" + matter.getKey()
                            + "' holds what is not published yet, so that it may be something of this");
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> placed(Set<String> objects) throws ArchiveUnavailableException {
        for (Archive archive : archives) {
            for (String key : objects) {
                if (archive.isHeld(key)) {
                    return Optional.of("the store has a legal hold on " + key);
                }
            }
        }
        return Optional.empty();
    }
}
