package io.chirograph.spring;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports that nobody listens on, from where systems take none for connections: they stay free.
public final class Ports {
    private Ports() {}

    public static int free() throws IOException {
        int tries = 0;
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                if (++tries == 1000) {
                    throw taken;
                }
            }
        }
    }
}
