package io.chirograph.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Links between processes of this machine, each of which can be cut alone.
///
/// Each JVM looks names up in a file of its own ([#jvm]). There the name of a server is an address of loopback that
/// stands for the link from that process to that server; a proxy on it hands on to the server's port of 127.0.0.1.
final class Network implements AutoCloseable {
    /// What becomes of a link.
    enum State {
        WHOLE,
        /// Connections are reset, new ones too.
        RESET,
        /// Connections stay, and nothing comes through until it is mended.
        SILENT
    }

    private static final int FIRST = 100;
    private static final int CHUNK = 16 * 1024;

    private final Path directory;
    private final List<String> nodes;
    private final List<Link> links = new ArrayList<>();

    /// @param nodes names of all processes
    Network(Path directory, List<String> nodes) {
        this.directory = directory;
        this.nodes = List.copyOf(nodes);
    }

    /// By which `from` reaches `to`.
    String address(String from, String to) {
        return "127." + (FIRST + nodes.indexOf(from)) + "." + (FIRST + nodes.indexOf(to)) + ".1";
    }

    /// Every other node reaches `server` by its name and these ports from now on.
    void serve(String server, List<Integer> ports) throws IOException {
        for (String from : nodes) {
            if (!from.equals(server)) {
                for (int port : ports) {
                    links.add(new Link(from, server, port, address(from, server)));
                }
            }
        }
    }

    /// The arguments of a node's JVM.
    List<String> jvm(String node) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("127.0.0.1 localhost " + InetAddress.getLocalHost().getHostName());
        for (String other : nodes) {
            lines.add((other.equals(node) ? "127.0.0.1" : address(node, other)) + " " + other);
        }
        Path hosts = directory.resolve(node + ".hosts");
        Files.write(hosts, lines);
        return List.of("-Djdk.net.hosts.file=" + hosts);
    }

    /// Between two nodes, whoever connects.
    void cut(String one, String other, State state) throws IOException {
        for (Link link : links) {
            if (link.isBetween(one, other)) {
                link.become(state);
            }
        }
    }

    /// Between a node and all others.
    void isolate(String node, State state) throws IOException {
        for (String other : nodes) {
            cut(node, other, state);
        }
    }

    /// One way, and one port: what `from` connects to there.
    void cut(String from, String to, int port, State state) throws IOException {
        for (Link link : links) {
            if (link.from.equals(from) && link.to.equals(to) && link.port == port) {
                link.become(state);
            }
        }
    }

    void mend() throws IOException {
        for (Link link : links) {
            link.become(State.WHOLE);
        }
    }

    @Override
    public void close() throws IOException {
        for (Link link : links) {
            link.server.close();
            link.become(State.RESET);
        }
    }

    private static final class Link {
        private final String from;
        private final String to;
        private final int port;
        private final ServerSocket server;
        private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
        private State state = State.WHOLE;

        @SuppressWarnings("ThreadStartInConstructor") // last act of a final class
        Link(String from, String to, int port, String address) throws IOException {
            this.from = from;
            this.to = to;
            this.port = port;
            this.server = new ServerSocket(port, 128, InetAddress.getByName(address));
            Thread.ofVirtual().start(this::accept);
        }

        boolean isBetween(String one, String other) {
            return (from.equals(one) && to.equals(other)) || (from.equals(other) && to.equals(one));
        }

        synchronized void become(State next) throws IOException {
            state = next;
            notifyAll();
            if (next == State.RESET) {
                for (Socket socket : sockets) {
                    reset(socket);
                }
            }
        }

        /// Waits while the link is silent; answers whether it still carries.
        private synchronized boolean carries() throws InterruptedException {
            while (state == State.SILENT) {
                wait();
            }
            return state == State.WHOLE;
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    sockets.add(client);
                    Thread.ofVirtual().start(() -> serve(client));
                } catch (IOException closed) {
                    log(closed);
                }
            }
        }

        private void serve(Socket client) {
            try (client;
                    Socket real = new Socket()) {
                sockets.add(real);
                if (carries()) {
                    real.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    Thread back = Thread.ofVirtual().start(() -> pump(real, client));
                    pump(client, real);
                    back.join();
                } else {
                    reset(client);
                }
                sockets.remove(real);
            } catch (IOException ended) {
                log(ended);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                sockets.remove(client);
            }
        }

        private void pump(Socket from, Socket to) {
            byte[] bytes = new byte[CHUNK];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(bytes); n >= 0 && carries(); n = in.read(bytes)) {
                    out.write(bytes, 0, n);
                }
                if (carries()) {
                    to.shutdownOutput();
                }
            } catch (IOException ended) {
                log(ended);
                close(from);
                close(to);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                log(e);
            }
        }

        private static void reset(Socket socket) throws IOException {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }

        private static void log(IOException e) {
            System.getLogger("network").log(System.Logger.Level.DEBUG, "connection ended", e);
        }
    }
}
