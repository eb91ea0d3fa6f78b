package io.chirograph.dataflow;

import io.chirograph.dataflow.DataFlow.Component;
import io.chirograph.dataflow.DataFlow.Crossing;
import io.chirograph.dataflow.DataFlow.Form;
import io.chirograph.dataflow.DataFlow.Load;
import io.chirograph.dataflow.DataFlow.Place;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Components and crossings in the making. One thread at a time.
final class FlowGraph {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final List<Component> components = new ArrayList<>();
    private final List<Crossing> crossings = new ArrayList<>();

    /// In the order of their places.
    List<Component> components() {
        return components.stream()
                .sorted((one, other) -> one.place().compareTo(other.place()))
                .toList();
    }

    List<Crossing> crossings() {
        return crossings;
    }

    static Load secret(String what) {
        return Load.of(what, Form.CREDENTIAL);
    }

    void remote(String id, String name, String url, @Nullable String declared, boolean isOfOthers) {
        add(id, name, place(url, isOfOthers), url, declared);
    }

    void add(String id, String name, Place place, @Nullable String address, @Nullable String declared) {
        if (components.stream().noneMatch(one -> one.id().equals(id))) {
            components.add(new Component(id, name, place, address, declared));
        }
    }

    void cross(String from, String to, String way, Load... carries) {
        Component one = component(from);
        Component other = component(to);
        String boundary = boundary(one, other);
        crossings.add(new Crossing(from, to, boundary, way, List.of(carries)));
    }

    Component component(String id) {
        return components.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no component " + id));
    }

    /// Who comes to an address of this machine alone is on it.
    private static String boundary(Component from, Component to) {
        if (from.place() == Place.CALLERS || to.place() == Place.CALLERS) {
            String address = String.valueOf(from.place() == Place.CALLERS ? to.address() : from.address());
            return LOOPBACK.contains(address.replaceAll(":\\d+$", "")) ? "process" : "machine";
        }
        return switch (from.place().compareTo(to.place()) > 0 ? from.place() : to.place()) {
            case CALLERS, PROCESS -> "none";
            case MACHINE -> "process";
            case NETWORK -> "machine";
            case ORGANISATION -> "organisation";
        };
    }

    /// @param isOfOthers whether somebody else runs it, if it is not on this machine
    static Place place(String url, boolean isOfOthers) {
        if (LOOPBACK.contains(host(url))) {
            return Place.MACHINE;
        }
        return isOfOthers ? Place.ORGANISATION : Place.NETWORK;
    }

    private static String host(String url) {
        try {
            return String.valueOf(URI.create(url).getHost());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    static String way(String url) {
        String scheme = url.contains(":") ? url.substring(0, url.indexOf(':')) : url;
        return switch (scheme) {
            case "https" -> "HTTPS";
            case "tls" -> "TLS";
            default -> "plain HTTP";
        };
    }

    /// What Mermaid takes for a name.
    static String word(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
    }
}
