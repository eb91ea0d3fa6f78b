package io.chirograph.gateway.dialect;

/// Anthropic's endpoints.
final class AnthropicEndpoints {
    static final EndpointTable TABLE = new EndpointTable("""
            INFERENCE chat messages POST messages
            INFERENCE other messages.count_tokens POST messages/count_tokens
            INFERENCE text_completion complete POST complete
            CATALOGUE other models GET models
            CATALOGUE other models GET models/{any}
            BATCHES other messages.batches POST messages/batches
            STATE other messages.batches GET messages/batches
            STATE other messages.batches GET|DELETE messages/batches/{id}
            STATE other messages.batches POST messages/batches/{id}/cancel
            STATE other messages.batches GET messages/batches/{id}/results
            FILES other files POST files
            STATE other files GET files
            STATE other files GET|DELETE files/{id}
            STATE other files GET files/{id}/content
            FILES other skills POST skills
            STATE other skills GET skills
            FILES other skills POST skills/{id}/versions
            STATE other skills GET|DELETE skills/{id}/**
            STATE other agents GET|POST agents
            STATE other agents GET|POST|DELETE agents/{id}/**
            STATE other environments GET|POST environments
            STATE other environments GET|POST|DELETE environments/{id}/**
            STATE other sessions GET|POST sessions
            STATE other sessions GET|POST|DELETE sessions/{id}/**
            STATE other memory_stores GET|POST memory_stores
            STATE other memory_stores GET|POST|DELETE memory_stores/{id}/**
            MINTING other oauth * oauth/**
            ACCOUNT other vaults * vaults/**
            ACCOUNT other organizations * organizations/**
            ACCOUNT other organizations * organization/**
            """, false);

    private AnthropicEndpoints() {}
}
