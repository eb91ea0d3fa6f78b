package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;

/// The person whom an application names as the one who acted.
/// @param isVerified whether a token proves just that person, else the application says so
public record Operator(String id, boolean isVerified) implements Fields.Part {
    @Override
    public void writeTo(Fields data) {
        data.text("id", id, 256).constant("how", isVerified ? "verified" : "asserted");
    }
}
