/// Calls over WebSockets (RFC 6455): a socket is one call, and each turn of a model on it is another one.
///
/// Frames are read and written here, byte by byte, because digests are over payloads as they came and because
/// every wait and every size has a bound of ours. Messages pass whole: a message that came in several frames goes
/// on in one. Extensions are not negotiated, so nothing is compressed.
///
/// A frame that makes a model work waits until the turn's *started* event is durable; the message that ends the turn
/// waits until its *completed* event is. What a provider does unasked becomes a turn before any of it goes back.
///
/// Entry types: [Handshake], [OpenTurn], [SocketExchange], [SocketKeys], [SocketProperties],
/// [TurnCalls].
@NamedInterface("socket")
@NullMarked
package io.chirograph.gateway.socket;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
