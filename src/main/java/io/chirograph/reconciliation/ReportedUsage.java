package io.chirograph.reconciliation;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What a provider says that one credential used of one model on one day.
/// @param credential the provider's id of the key; null where there was none, as in its own console
/// @param project the provider's id of the project or workspace; null where the report names none
/// @param batch whether it came by a batch
/// @param geo where the model ran, as the provider says; null where it does not
record ReportedUsage(
        LocalDate day,
        @Nullable String credential,
        @Nullable String project,
        String model,
        boolean batch,
        @Nullable String geo,
        Amount amount) {}
