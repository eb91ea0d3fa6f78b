package io.chirograph.gateway.socket;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.call.ErrorResponses;
import io.chirograph.gateway.dialect.live.ClientSays;
import io.chirograph.gateway.dialect.live.ClientSays.Begins;
import io.chirograph.gateway.dialect.live.LiveDialect;
import io.chirograph.gateway.dialect.live.ProviderSays;
import io.chirograph.gateway.http.Duplex;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.Reservation;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes messages between the two sides of a socket, and makes calls of its turns.
///
/// One thread reads the client and writes to the provider, another one the other way round; a peer that takes nothing
/// stops the reading of the other one, until a stall time-out ends the socket. Whoever is first says how it ends; the
/// thread that runs it records the rest.
final class SocketRelay {
    private static final Logger log = LoggerFactory.getLogger(SocketRelay.class);
    private static final ClientSays UNASKED =
            new ClientSays(Begins.A_TURN, "provider", false, false, null, null, new byte[] {'{', '}'});

    private final Duplex client;
    private final Duplex provider;
    private final LiveDialect dialect;
    private final TurnCalls calls;
    private final SocketProperties bounds;
    private final Reservation memory;
    private final FrameReader fromClient;
    private final FrameReader fromProvider;
    private final FrameWriter toClient;
    private final FrameWriter toProvider;
    private final TurnBook turns = new TurnBook();
    private final AtomicReference<@Nullable SocketEnd> end = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch upOver = new CountDownLatch(1);
    private final CountDownLatch downOver = new CountDownLatch(1);
    private final AtomicLong heard = new AtomicLong(System.nanoTime());
    private final MessageDigest answered = Sha256.create();
    private long answeredBytes;
    private long released; // read when the thread that counts is over
    private volatile boolean draining;
    private volatile boolean clientClosed;

    // Of the thread that reads the client:
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private int saidMessages;
    private MessageDigest media = Sha256.create();
    private long mediaBytes;

    SocketRelay(
            Duplex client,
            Duplex provider,
            LiveDialect dialect,
            TurnCalls calls,
            SocketProperties bounds,
            Reservation memory) {
        int most = (int) bounds.maxMessage().toBytes();
        this.client = client;
        this.provider = provider;
        this.dialect = dialect;
        this.calls = calls;
        this.bounds = bounds;
        this.memory = memory;
        this.fromClient = new FrameReader(client, true, most, memory);
        this.fromProvider = new FrameReader(provider, false, most, memory);
        this.toClient = new FrameWriter(client, false);
        this.toProvider = new FrameWriter(provider, true);
    }

    /// Runs until the socket ends, and every turn is recorded as ended. The client is not told yet: [#farewell].
    SocketEnd run() {
        Thread.ofVirtual().name("socket-up").start(() -> guarded(this::up, upOver));
        Thread.ofVirtual().name("socket-down").start(() -> guarded(this::down, downOver));
        boolean isInterrupted = false;
        try {
            ended.await();
            if (clientClosed) {
                downOver.await(bounds.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            isInterrupted = true;
            end(SocketEnd.shutdown());
        }
        provider.cut();
        SocketEnd why = end();
        isInterrupted |= !over(downOver);
        for (OpenTurn turn : turns.all()) {
            cut(turn, why);
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return why;
    }

    private static boolean over(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private SocketEnd end() {
        SocketEnd why = end.get();
        return why == null ? SocketEnd.fault() : why;
    }

    /// Tells the client how the socket ended, and waits a little for its answer.
    void farewell() {
        try {
            if (toClient.write(end().told()) && !clientClosed) {
                upOver.await(bounds.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (IOException e) {
            log.debug("the client is gone already", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leave();
    }

    /// Lets the client go without a word.
    void leave() {
        client.cut();
        if (!over(upOver)) {
            Thread.currentThread().interrupt();
        }
        memory.giveBack(said.size());
    }

    /// Ends the socket from outside, or from one of its threads.
    void end(SocketEnd why) {
        if (end.compareAndSet(null, why)) {
            ended.countDown();
            provider.cut();
        }
    }

    private boolean isEnded() {
        return end.get() != null;
    }

    /// Ends it now if no turn is open, else behind the last one.
    void drain() {
        draining = true;
        if (turns.size() == 0) {
            end(SocketEnd.shutdown());
        }
    }

    /// Ends a socket whose client has taken nothing for too long.
    void checkStall(Duration longest) {
        if (toClient.isStalled(longest)) {
            end(SocketEnd.clientGone());
            client.cut();
        }
    }

    /// For how long nothing came from either side.
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard.get());
    }

    int openTurns() {
        return turns.size();
    }

    /// Over the payloads of all messages of the provider, one behind the other.
    Digest digest() {
        return ReceivedBody.digest(answered, answeredBytes);
    }

    long received() {
        return answeredBytes;
    }

    long released() {
        return released;
    }

    /// The models that open turns ask for, and the next one would.
    List<String> models() {
        List<String> models = new ArrayList<>();
        turns.all().forEach(turn -> models.addAll(turn.models()));
        String next = dialect.model();
        if (next != null) {
            models.add(next);
        }
        return models;
    }

    /// What one of the two threads does.
    private interface Way {
        void run() throws IOException;
    }

    private void guarded(Way way, CountDownLatch over) {
        try {
            way.run();
        } catch (IOException e) {
            log.debug("a socket's way is over", e);
        } catch (RuntimeException e) {
            // Where it failed, and not its message: that may quote what a peer sent.
            var where = new IllegalStateException(e.getClass().getName());
            where.setStackTrace(e.getStackTrace());
            log.error("a socket failed inside the gateway", where);
            end(SocketEnd.fault());
        } finally {
            over.countDown();
        }
    }

    private void up() throws IOException {
        try {
            for (Frame frame = fromClient.next(); frame != null; frame = fromClient.next()) {
                heard.set(System.nanoTime());
                if (frame.opcode() == Frame.CLOSE) {
                    clientClosed = true;
                    end.compareAndSet(null, SocketEnd.closed(frame));
                    sendUp(frame);
                    ended.countDown();
                    return;
                }
                try {
                    if (!isEnded()) {
                        fromClient(frame);
                    }
                } finally {
                    fromClient.taken(frame);
                }
            }
            end(SocketEnd.clientGone());
        } catch (ProtocolViolation e) {
            end(SocketEnd.clientBroke(e));
        } catch (IOException e) {
            end(SocketEnd.clientGone());
            throw e;
        }
    }

    /// Sends to the provider; that it is gone is for its own reader to say.
    private void sendUp(Frame frame) {
        try {
            toProvider.write(frame);
        } catch (IOException e) {
            log.debug("the provider takes nothing", e);
            end(SocketEnd.providerGone());
        }
    }

    private void fromClient(Frame frame) throws IOException {
        if (!frame.isMessage()) {
            sendUp(frame);
            return;
        }
        byte[] payload = frame.payload();
        ClientSays says = dialect.client(payload);
        try {
            boolean goes = switch (says.begins()) {
                case UNREADABLE ->
                    throw calls.refuse(new Refusal(
                            ErrorCode.BODY_UNREADABLE,
                            "A message is no object of JSON that the gateway reads.",
                            "message"));
                case NOTHING -> aside(says, payload);
                case PERHAPS -> turns.isRecording() ? aside(says, payload) : begin(says, payload, true);
                case REST -> turns.size() > 0 ? aside(says, payload) : begin(says, payload, false);
                case A_TURN -> begin(says, payload, false);
            };
            if (goes) {
                sendUp(frame);
            }
        } catch (TurnCalls.Refused refused) {
            tell(refused, says);
        }
    }

    /// What begins no turn goes on at once, and counts for the next one.
    private boolean aside(ClientSays says, byte[] payload) throws TurnCalls.Refused {
        if (says.isMedia()) {
            media.update(payload);
            mediaBytes += payload.length;
            return true;
        }
        calls.screen(payload);
        keep(payload);
        return true;
    }

    private void keep(byte[] payload) throws TurnCalls.Refused {
        int more = payload.length + (saidMessages > 0 ? 1 : 0);
        if (said.size() + (long) more > bounds.maxMessage().toBytes()) {
            throw calls.refuse(Refusal.tooLarge(bounds.maxMessage().toBytes(), null));
        }
        if (!memory.grow(more)) {
            throw calls.refuse(Refusal.overloaded());
        }
        if (saidMessages++ > 0) {
            said.write('\n');
        }
        said.write(payload, 0, payload.length);
    }

    /// The commit point of a turn: the message goes on only where this answers true.
    private boolean begin(ClientSays says, byte[] payload, boolean isRecording) throws TurnCalls.Refused {
        if (turns.size() >= bounds.maxTurns()) {
            throw calls.refuse(
                    new Refusal(ErrorCode.CONCURRENCY_LIMITED, "The socket has " + bounds.maxTurns() + " turns open."));
        }
        int before = said.size();
        int messages = saidMessages;
        MessageDigest sum = copy(media);
        long sumBytes = mediaBytes;
        if (says.isMedia()) {
            sum.update(payload);
            sumBytes += payload.length;
        } else {
            keep(payload);
        }
        OpenTurn turn;
        try {
            turn = calls.begin(new TurnCalls.Beginning(
                    says,
                    said.toByteArray(),
                    saidMessages > 1,
                    sumBytes == 0 ? null : ReceivedBody.digest(sum, sumBytes),
                    dialect.model()));
        } catch (TurnCalls.Refused refused) {
            takeBack(before, messages);
            throw refused;
        }
        memory.giveBack(said.size());
        said.reset();
        saidMessages = 0;
        media = Sha256.create();
        mediaBytes = 0;
        turns.add(turn, isRecording);
        SocketEnd why = end.get();
        if (why != null) {
            cut(turn, why);
        }
        return why == null;
    }

    /// The refused message does not go on, so it is no part of a later turn.
    private void takeBack(int length, int messages) {
        byte[] all = said.toByteArray();
        said.reset();
        said.write(all, 0, length);
        memory.giveBack(all.length - length);
        saidMessages = messages;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 can be copied", e);
        }
    }

    private void tell(TurnCalls.Refused refused, ClientSays says) throws IOException {
        Refusal refusal = refused.refusal;
        byte[] error = dialect.error(ErrorResponses.facts(refusal, refused.callId), says);
        if (error != null) {
            toClient.write(new Frame(Frame.TEXT, error));
        }
        if (refusal.code() == ErrorCode.RECORDING_UNAVAILABLE) {
            end(SocketEnd.unrecorded());
        } else if (error == null) {
            end(SocketEnd.refused(refusal.code().code(), refusal.retryAfter() != null));
        }
    }

    private void down() throws IOException {
        try {
            for (Frame frame = fromProvider.next(); frame != null; frame = fromProvider.next()) {
                heard.set(System.nanoTime());
                try {
                    if (frame.opcode() == Frame.CLOSE) {
                        toProvider.write(frame);
                        closed(frame);
                        return;
                    }
                    if (!pass(frame)) {
                        return;
                    }
                } finally {
                    fromProvider.taken(frame);
                }
            }
            end(SocketEnd.providerGone());
        } catch (ProtocolViolation e) {
            end(SocketEnd.providerBroke());
            throw e;
        } catch (IOException e) {
            end(SocketEnd.providerGone());
            throw e;
        }
    }

    /// Where the client closed first, the provider's answer is what it is told.
    private void closed(Frame frame) {
        SocketEnd known = end.get();
        if (clientClosed && known != null) {
            end.compareAndSet(
                    known, new SocketEnd(known.outcome(), known.reason(), known.turns(), known.turnReason(), frame));
        } else {
            end(SocketEnd.providerClosed(frame));
        }
    }

    /// One message or control frame of the provider; false where the socket is over.
    private boolean pass(Frame frame) throws IOException {
        if (!frame.isMessage()) {
            return sendDown(frame);
        }
        byte[] payload = frame.payload();
        answered.update(payload);
        answeredBytes += payload.length;
        ProviderSays says = dialect.provider(payload);
        OpenTurn turn = turns.of(says);
        if (turn == null && isAboutTurn(says)) {
            turn = unasked(says);
            if (turn == null) {
                return false;
            }
        }
        if (turn == null) {
            return sendDown(frame);
        }
        turn.received(payload);
        if (says.step() == ProviderSays.Step.BEGINS && says.response() != null && !isKnown(turn, says.response())) {
            return false;
        }
        boolean isOver = switch (says.step()) {
            case ENDS, HEARD, REJECTED, FAILED, QUEUED -> true;
            case NONE, OUTPUT, BEGINS -> false;
        };
        if (!isOver) {
            turn.released(payload.length);
            return sendDown(frame);
        }
        boolean isRecorded = turn.end(failure(says, turns.isWaiting(turn)));
        turns.remove(turn);
        if (!isRecorded) {
            end(SocketEnd.unrecorded());
            return false;
        }
        boolean goesOn = sendDown(frame);
        if (draining && turns.size() == 0) {
            end(SocketEnd.shutdown());
        }
        return goesOn && !isEnded();
    }

    /// Why a turn that ends with this message has failed; null where it has not.
    private static @Nullable String failure(ProviderSays says, boolean isWaiting) {
        return switch (says.step()) {
            case REJECTED, FAILED -> isWaiting ? "turned-away" : "stream-error";
            case NONE, OUTPUT, BEGINS, ENDS, HEARD, QUEUED -> says.isFailed() ? "stream-error" : null;
        };
    }

    /// Whose a response is has to be known before anybody can name it.
    private boolean isKnown(OpenTurn turn, String response) {
        try {
            turn.begun(response);
            return true;
        } catch (IOException e) {
            log.error("whose a response is could not be kept; the socket is closed", e);
            end(SocketEnd.refused("state-unavailable", true));
            return false;
        }
    }

    private static boolean isAboutTurn(ProviderSays says) {
        return switch (says.step()) {
            case BEGINS, OUTPUT, ENDS -> true;
            case NONE, HEARD, REJECTED, FAILED, QUEUED -> false;
        };
    }

    /// A response that nobody waits for is a turn too, before any of it goes back; null where it may not be one.
    private @Nullable OpenTurn unasked(ProviderSays says) throws IOException {
        try {
            OpenTurn turn = calls.begin(new TurnCalls.Beginning(UNASKED, new byte[0], false, null, dialect.model()));
            turns.bind(turn, says);
            return turn;
        } catch (TurnCalls.Refused refused) {
            tell(refused, UNASKED);
            end(SocketEnd.refused(refused.refusal.code().code(), refused.refusal.retryAfter() != null));
            return null;
        }
    }

    private boolean sendDown(Frame frame) throws IOException {
        try {
            boolean isSent = toClient.write(frame);
            released += frame.isMessage() ? frame.payload().length : 0;
            return isSent;
        } catch (IOException e) {
            end(SocketEnd.clientGone());
            throw e;
        }
    }

    private void cut(OpenTurn turn, SocketEnd why) {
        boolean isUnanswered = why.outcome() == Outcome.OK && turns.isWaitingRecording(turn);
        turn.cut(why.turns(), isUnanswered ? "no-response" : why.turnReason());
        turns.remove(turn);
    }
}
