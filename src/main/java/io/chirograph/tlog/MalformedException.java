package io.chirograph.tlog;

/// Bytes are not what their specification allows. The message names what is wrong with which value.
public class MalformedException extends Exception {
    public MalformedException(String message) {
        super(message);
    }
}
