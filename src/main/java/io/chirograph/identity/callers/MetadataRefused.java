package io.chirograph.identity.callers;

/// What a caller says of a call cannot be taken as it is: the call is refused with 400.
///
/// `field` is the header, with the entry where one is to blame; `value` is the offending value, cut to 256
/// characters.
public final class MetadataRefused extends Exception {
    private static final int SHOWN = 256;
    private final String field;
    private final String value;

    MetadataRefused(String field, String value, String rule) {
        super(field + ": " + rule, null, false, false);
        this.field = field;
        this.value = value.length() <= SHOWN ? value : value.substring(0, SHOWN);
    }

    public String field() {
        return field;
    }

    public String value() {
        return value;
    }
}
