package io.chirograph.web.clientaddress;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// The header fields of a servlet's request.
public record ServletHeaders(HttpServletRequest request) implements RequestHeaders {
    @Override
    public Collection<String> names() {
        TreeSet<String> names = new TreeSet<>();
        Collections.list(request.getHeaderNames()).forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    @Override
    public List<String> all(String name) {
        return Collections.list(request.getHeaders(name));
    }
}
