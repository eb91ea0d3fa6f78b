package io.chirograph.policy.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What kind of thing a request does at its provider. Dialects class their endpoints; keys and policies name classes.
public enum OperationClass {
    /// A model works on what was sent.
    INFERENCE("inference"),
    /// What there is: models and their descriptions.
    CATALOGUE("catalogue"),
    /// The provider keeps something: files, batches, stored answers.
    STATEFUL("stateful"),
    /// The provider hands out a credential that goes past the gateway.
    CREDENTIAL_MINTING("credential-minting"),
    /// The account at the provider is changed or read.
    ACCOUNT_ADMINISTRATION("account-administration"),
    /// No dialect knows the endpoint.
    UNKNOWN("unknown");

    private final String wire;

    OperationClass(String wire) {
        this.wire = wire;
    }

    /// The word in policies, keys and events.
    public String wire() {
        return wire;
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(OperationClass::wire).toList();
    }

    public static Optional<OperationClass> named(String word) {
        return Arrays.stream(values()).filter(one -> one.wire.equals(word)).findFirst();
    }
}
