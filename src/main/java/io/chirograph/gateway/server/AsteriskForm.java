package io.chirograph.gateway.server;

import java.nio.charset.StandardCharsets;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/// Gives `OPTIONS *` (RFC 9112 section 3.2.4) the path `/*`, so that the gateway answers it as it answers every
/// request; Tomcat would answer it by itself.
record AsteriskForm(Adapter next) implements Adapter {
    private static final byte[] PATH = "/*".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void service(Request request, Response response) throws Exception {
        if (request.requestURI().equals("*")) {
            request.requestURI().setBytes(PATH, 0, PATH.length);
        }
        next.service(request, response);
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return next.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent status) throws Exception {
        return next.asyncDispatch(request, response, status);
    }

    @Override
    public void log(Request request, Response response, long time) {
        next.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        next.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return next.getDomain();
    }
}
