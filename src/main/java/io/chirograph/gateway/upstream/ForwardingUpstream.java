package io.chirograph.gateway.upstream;

/// Another upstream with something done to what is sent: all but that is the other one's.
interface ForwardingUpstream extends Upstream {
    Upstream upstream();

    @Override
    default long surplus() {
        return upstream().surplus();
    }

    @Override
    default void evict() {
        upstream().evict();
    }

    @Override
    default void checkTimes(long now) {
        upstream().checkTimes(now);
    }

    @Override
    default void close() {
        upstream().close();
    }
}
