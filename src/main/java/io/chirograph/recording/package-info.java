/// The one door to the journal: turns facts into events and counts what could not be recorded.
///
/// A method that returns normally has made its event durable. There is no best-effort mode: what cannot be
/// recorded is refused with [io.chirograph.recording.RecordingUnavailable], counted, and accounted for by one
/// `recording.lapsed` event when the journal takes records again.
///
/// Entry types: [AnnouncedKey], [ContentWriter], [EventWithContent], [FactSink], [JournaledLines], [OfflineLog],
/// [Recorded], [Recorder],
/// [RecordingProperties], [RecordingUnavailable], [ReloadRefused], [Reloadable], [RetentionCodes], [StatedPolicy],
/// [TooMuchTogether].
@ApplicationModule(
        allowedDependencies = {
            "event",
            "event :: encoding",
            "event :: facts",
            "event :: value",
            "journal",
            "support :: concurrent",
            "support :: digest",
            "support :: lifecycle",
            "support :: metrics"
        })
@NullMarked
package io.chirograph.recording;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
