package io.chirograph.recording;

import io.chirograph.event.facts.ApplicationEvent;
import java.util.List;

/// An event of an application, and the content that it names.
public record EventWithContent(ApplicationEvent fact, List<ContentWriter> content) {
    public EventWithContent {
        content = List.copyOf(content);
    }
}
