package io.chirograph.verifier.receipt;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.chirograph.publishedlog.PrintableText;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.Severity;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What came of the examination of one receipt.
/// @param log the id of the log that gave it; null of what is no receipt
/// @param id of the call or event
/// @param position where the log promised it
/// @param promised the leaf hash that it promised there
/// @param request SHA-256 over the request's body
/// @param proven what holds, in words
/// @param findings what does not, or is worth knowing
/// @param unchecked why something that was asked could not be judged; null where all was
public record ReceiptReport(
        @Nullable String log,
        @Nullable UUID id,
        @Nullable Long position,
        @Nullable String time,
        @Nullable String promised,
        @Nullable String request,
        List<String> proven,
        List<Finding> findings,
        @Nullable String unchecked) {
    /// 0 holds, 1 does not hold, 2 could not be checked.
    /// @param strict notices count as failures
    public int exitCode(boolean strict) {
        boolean isFailed = findings.stream().anyMatch(finding -> strict || finding.severity() == Severity.FAILURE);
        return isFailed ? 1 : unchecked != null ? 2 : 0;
    }

    /// The report for people.
    @JsonIgnore
    public String text(boolean strict) {
        StringBuilder text = new StringBuilder();
        if (log != null) {
            text.append("Receipt of log ")
                    .append(PrintableText.of(log))
                    .append(" for ")
                    .append(id)
                    .append(": position ")
                    .append(position)
                    .append(", ")
                    .append(time)
                    .append(", event ")
                    .append(promised)
                    .append(", request ")
                    .append(request)
                    .append('\n');
        }
        proven.forEach(line -> text.append("holds:   ").append(line).append('\n'));
        findings.forEach(finding -> text.append(finding).append('\n'));
        if (unchecked != null) {
            text.append("not checked: ").append(PrintableText.of(unchecked)).append('\n');
        }
        return text.append(
                        switch (exitCode(strict)) {
                            case 0 -> "The receipt holds.";
                            case 1 -> "The receipt, or the log that gave it, does not hold.";
                            default -> "The receipt could not be checked.";
                        })
                .append('\n')
                .toString();
    }
}
