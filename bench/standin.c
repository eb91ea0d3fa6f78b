/* A provider for measurements: answers every POST with 1 KB of JSON, or with 20 server-sent events where the
 * request says "stream": true. One thread, epoll, nothing allocated per request: it must cost less than
 * whatever stands between it and the client.
 *
 *   standin                serve on a free port of 127.0.0.1; the port is the first line of output
 *   standin --ports N      print N free ports of 127.0.0.1 and exit
 *   standin --pause MS     wait that long between two events of a stream (default 0: one write per event and
 *                          turn of the loop, so that streams interleave)
 *
 * It speaks as much HTTP/1.1 as wrk, nginx and the gateway need: keep-alive, Content-Length and chunked request
 * bodies, no pipelining, no Expect. GET /count answers how many requests were answered. SIGTERM ends it. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FDS = 16384, BUF = 16384, EVENTS = 20, JSON_BODY = 1024 };

struct conn {
    size_t got;         /* bytes of the present request in buf */
    int event;          /* next event of the stream in progress; 0 when none */
    int64_t due;        /* when it is to be sent, in nanoseconds */
    uint64_t serial;    /* tells a reused descriptor from the one that was queued */
    char buf[BUF];
};

static struct conn *conns[MAX_FDS];
static char json[2048];
static size_t json_length;
static char stream_parts[EVENTS + 1][768]; /* [0] is the head */
static size_t stream_lengths[EVENTS + 1];
static int64_t pause_ns;
static uint64_t answered, serials;

struct due { int fd; uint64_t serial; };
static struct due queue[MAX_FDS];
static size_t queue_head, queue_size;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int listening(int *port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
        || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 4096) != 0
        || getsockname(fd, (struct sockaddr *)&at, &length) != 0)
        die("listen on 127.0.0.1");
    *port = ntohs(at.sin_port);
    return fd;
}

static void free_ports(int count) {
    for (int i = 0; i < count; i++) {
        int port;
        listening(&port); /* kept open until the end, so that no port is printed twice */
        printf("%d\n", port);
    }
}

static void prepare_json(void) {
    char body[JSON_BODY + 1];
    const char *head = "{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion\",\"created\":1767225600,"
                       "\"model\":\"bench-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                       "\"content\":\"";
    const char *tail = "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":210,"
                       "\"completion_tokens\":170,\"total_tokens\":380}}";
    size_t text = JSON_BODY - strlen(head) - strlen(tail);
    memcpy(body, head, strlen(head));
    for (size_t i = 0; i < text; i++)
        body[strlen(head) + i] = i % 7 == 6 ? ' ' : (char)('a' + i % 26);
    memcpy(body + strlen(head) + text, tail, strlen(tail) + 1);
    json_length = (size_t)snprintf(json, sizeof json,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-request-id: req_bench\r\n"
        "Content-Length: %d\r\n\r\n%s", JSON_BODY, body);
}

static void prepare_stream(void) {
    stream_lengths[0] = (size_t)snprintf(stream_parts[0], sizeof stream_parts[0],
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nx-request-id: req_bench\r\n"
        "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 1; i <= EVENTS; i++) {
        char event[512];
        const char *envelope = "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\","
                               "\"created\":1767225600,\"model\":\"bench-1\",";
        int length;
        if (i == EVENTS)
            length = snprintf(event, sizeof event, "data: [DONE]\n\n");
        else if (i == EVENTS - 1)
            length = snprintf(event, sizeof event, "%s\"choices\":[],\"usage\":{\"prompt_tokens\":210,"
                "\"completion_tokens\":17,\"total_tokens\":227}}\n\n", envelope);
        else
            length = snprintf(event, sizeof event, "%s\"choices\":[{\"index\":0,\"delta\":{%s},"
                "\"finish_reason\":%s}]}\n\n", envelope,
                i == 1 ? "\"role\":\"assistant\",\"content\":\"\"" : "\"content\":\" word\"",
                i == EVENTS - 2 ? "\"stop\"" : "null");
        stream_lengths[i] = (size_t)snprintf(stream_parts[i], sizeof stream_parts[i],
            "%x\r\n%s\r\n%s", length, event, i == EVENTS ? "0\r\n\r\n" : "");
    }
}

static void drop(int fd) {
    free(conns[fd]);
    conns[fd] = NULL;
    close(fd);
}

/* Everything that is sent fits a socket's buffer; a client that does not read is dropped. */
static bool send_all(int fd, const char *bytes, size_t length) {
    if (send(fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length)
        return true;
    drop(fd);
    return false;
}

static void enqueue(int fd) {
    queue[(queue_head + queue_size++) % MAX_FDS] = (struct due){fd, conns[fd]->serial};
}

/* Length of the request in buf, or 0 while it is not whole, or -1 when it cannot be one. */
static ssize_t whole(struct conn *c) {
    char *end = memmem(c->buf, c->got, "\r\n\r\n", 4);
    if (!end)
        return c->got == BUF ? -1 : 0;
    size_t head = (size_t)(end - c->buf) + 4, body = 0;
    *end = 0;
    char *length = strcasestr(c->buf, "\r\ncontent-length:");
    bool chunked = strcasestr(c->buf, "\r\ntransfer-encoding: chunked") != NULL;
    if (length)
        body = strtoul(length + 17, NULL, 10);
    *end = '\r';
    if (chunked) {
        char *last = memmem(c->buf + head, c->got - head, "0\r\n\r\n", 5);
        return last ? last + 5 - c->buf : c->got == BUF ? -1 : 0;
    }
    if (head + body > BUF)
        return -1;
    return c->got >= head + body ? (ssize_t)(head + body) : 0;
}

static void answer(int fd, struct conn *c, size_t length) {
    if (memcmp(c->buf, "GET /count", 10) == 0) {
        char text[256], number[32];
        int digits = snprintf(number, sizeof number, "%lu\n", (unsigned long)answered);
        int size = snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
            "Content-Length: %d\r\n\r\n%s", digits, number);
        c->got = 0;
        send_all(fd, text, (size_t)size);
        return;
    }
    bool streamed = memmem(c->buf, length, "\"stream\":true", 13) != NULL;
    c->got = 0;
    if (!streamed) {
        answered++;
        send_all(fd, json, json_length);
    } else if (send_all(fd, stream_parts[0], stream_lengths[0])) {
        c->event = 1;
        c->due = now() + pause_ns;
        enqueue(fd);
    }
}

static void readable(int fd) {
    struct conn *c = conns[fd];
    ssize_t n = recv(fd, c->buf + c->got, BUF - c->got, 0);
    if (n <= 0) {
        if (n == 0 || (errno != EAGAIN && errno != EINTR))
            drop(fd);
        return;
    }
    c->got += (size_t)n;
    ssize_t length = whole(c);
    if (length < 0)
        drop(fd);
    else if (length > 0)
        answer(fd, c, (size_t)length);
}

static void accept_all(int listener, int epoll) {
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        if (fd >= MAX_FDS || !(conns[fd] = calloc(1, sizeof(struct conn)))) {
            close(fd);
            continue;
        }
        conns[fd]->serial = ++serials;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct epoll_event interest = {.events = EPOLLIN, .data.fd = fd};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &interest) != 0)
            drop(fd);
    }
}

/* Sends at most one event of every stream that is in progress and due. */
static void advance_streams(void) {
    int64_t t = pause_ns ? now() : 0;
    for (size_t left = queue_size; left > 0; left--) {
        struct due next = queue[queue_head];
        struct conn *c = conns[next.fd];
        bool alive = c && c->serial == next.serial;
        if (alive && pause_ns && c->due > t)
            return; /* pauses are all equal, so the queue is in the order of the due times */
        queue_head = (queue_head + 1) % MAX_FDS;
        queue_size--;
        if (!alive || !send_all(next.fd, stream_parts[c->event], stream_lengths[c->event]))
            continue;
        if (c->event == EVENTS) {
            c->event = 0;
            answered++;
        } else {
            c->event++;
            c->due = t + pause_ns;
            enqueue(next.fd);
        }
    }
}

static int next_wait(void) {
    if (queue_size == 0)
        return -1;
    struct conn *c = conns[queue[queue_head].fd];
    if (!pause_ns || !c)
        return 0;
    int64_t left = c->due - now();
    return left <= 0 ? 0 : (int)((left + 999999) / 1000000);
}

static void serve(void) {
    int port, listener = listening(&port), epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event interest = {.events = EPOLLIN, .data.fd = listener}, ready[512];
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &interest) != 0)
        die("epoll");
    printf("%d\n", port);
    fflush(stdout);
    for (;;) {
        int n = epoll_wait(epoll, ready, 512, next_wait());
        if (n < 0 && errno != EINTR)
            die("epoll_wait");
        for (int i = 0; i < n; i++) {
            if (ready[i].data.fd == listener)
                accept_all(listener, epoll);
            else if (conns[ready[i].data.fd])
                readable(ready[i].data.fd);
        }
        advance_streams();
    }
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "--ports") == 0) {
        free_ports(atoi(argv[2]));
        return 0;
    }
    if (argc == 3 && strcmp(argv[1], "--pause") == 0)
        pause_ns = atol(argv[2]) * 1000000L;
    else if (argc != 1) {
        fprintf(stderr, "usage: standin [--pause MS | --ports N]\n");
        return 2;
    }
    struct rlimit files = {MAX_FDS, MAX_FDS};
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    prepare_json();
    prepare_stream();
    serve();
}
