package io.chirograph.gateway.batches;

import io.chirograph.gateway.upstream.UpstreamResponse;

/// A call about batches whose response is read as it passes.
abstract class AnsweredBatch extends BatchCall {
    final ResponseText response = new ResponseText();

    @Override
    public void head(UpstreamResponse head) {
        response.head(head);
    }

    @Override
    public void received(byte[] bytes, int length) {
        response.received(bytes, length);
    }
}
