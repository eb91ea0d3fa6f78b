package io.chirograph.recording;

/// Says which class of retention the record of an event gets, as the code that journals carry.
@FunctionalInterface
public interface RetentionCodes {
    /// Every event is of the default class.
    RetentionCodes DEFAULT = type -> 0;

    /// The code, 0 to 127, of events of this type.
    byte of(String eventType);

    /// The code of events of this type about a call for which policy names a class.
    default byte of(String eventType, String retentionClass) {
        return of(eventType);
    }
}
