package io.chirograph.content.capture;

import io.chirograph.event.value.KeptContent;
import io.chirograph.recording.ContentWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is kept of one body.
/// @param kept what its event says; null where policy keeps nothing beside it
/// @param content what the event is to be recorded with
public record CapturedContent(@Nullable KeptContent kept, List<ContentWriter> content) {
    public static final CapturedContent NOTHING = new CapturedContent(null, List.of());

    public CapturedContent {
        content = List.copyOf(content);
    }
}
