package io.chirograph.query;

/// A parameter of a query is unknown, stands twice or has a value that it cannot have.
final class BadParameterException extends Exception {
    private final String code;
    private final String parameter;
    private final String value;

    BadParameterException(String code, String parameter, String value, String detail) {
        super(detail, null, false, false);
        this.code = code;
        this.parameter = parameter;
        this.value = value;
    }

    static BadParameterException value(String parameter, String value, String rule) {
        return new BadParameterException(
                "bad-value",
                parameter,
                value,
                "Parameter '" + parameter + "' is '" + value + "'; it must be " + rule + ".");
    }

    String code() {
        return code;
    }

    String parameter() {
        return parameter;
    }

    String value() {
        return value;
    }
}
