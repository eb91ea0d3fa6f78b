package io.chirograph.gateway.dialect;

/// Endpoints of Amazon Bedrock.
final class BedrockEndpoints {
    static final EndpointTable TABLE = new EndpointTable("""
            INFERENCE chat converse POST model/{model}/converse
            INFERENCE chat converse-stream POST model/{model}/converse-stream
            INFERENCE other invoke POST model/{model}/invoke
            INFERENCE other invoke-with-response-stream POST model/{model}/invoke-with-response-stream
            INFERENCE other count-tokens POST model/{model}/count-tokens
            STATE other async-invoke GET|POST async-invoke
            STATE other async-invoke GET async-invoke/{id}
            STATE other model-invocation-job GET|POST model-invocation-job
            STATE other model-invocation-job GET model-invocation-jobs
            STATE other model-invocation-job GET model-invocation-job/{id}
            STATE other model-invocation-job POST model-invocation-job/{id}/stop
            CATALOGUE other models GET foundation-models
            CATALOGUE other models GET foundation-models/{any}
            CATALOGUE other models GET inference-profiles
            CATALOGUE other models GET inference-profiles/{any}
            ACCOUNT other custom-models * custom-models/**
            ACCOUNT other custom-models * model-customization-jobs/**
            ACCOUNT other provisioning * provisioned-model-throughput/**
            ACCOUNT other provisioning * provisioned-model-throughputs/**
            ACCOUNT other guardrails * guardrails/**
            ACCOUNT other logging * logging/**
            """, false);

    private BedrockEndpoints() {}
}
