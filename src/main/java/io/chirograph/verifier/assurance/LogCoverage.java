package io.chirograph.verifier.assurance;

import io.chirograph.support.json.StrictJson;

/// What may be claimed of one log up to a size, and when something did not work.
public record LogCoverage(String log, long size, Assurance assurance, Interruptions.Summary interruptions) {
    public LogCoverage {
        StrictJson.required("log", log);
        StrictJson.required("assurance", assurance);
        StrictJson.required("interruptions", interruptions);
    }
}
