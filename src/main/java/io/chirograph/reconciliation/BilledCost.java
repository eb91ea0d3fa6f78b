package io.chirograph.reconciliation;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What a provider charged on one day.
/// @param project the provider's id of the project or workspace; null where the report names none
/// @param dollars negative for a credit
record BilledCost(LocalDate day, @Nullable String project, BigDecimal dollars) {}
