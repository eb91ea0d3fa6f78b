package io.chirograph.gateway.dialect;

/// Endpoints of Google's Gemini API; those of Vertex AI end alike.
final class GeminiEndpoints {
    static final EndpointTable TABLE = new EndpointTable("""
            INFERENCE generate_content models.generateContent POST models/{model}:generateContent
            INFERENCE generate_content models.streamGenerateContent POST models/{model}:streamGenerateContent
            INFERENCE embeddings models.embedContent POST models/{model}:embedContent
            INFERENCE embeddings models.batchEmbedContents POST models/{model}:batchEmbedContents
            INFERENCE other models.countTokens POST models/{model}:countTokens
            INFERENCE other models.predict POST models/{model}:predict
            INFERENCE other models.rawPredict POST models/{model}:rawPredict
            INFERENCE other models.streamRawPredict POST models/{model}:streamRawPredict
            INFERENCE other models.generateAnswer POST models/{model}:generateAnswer
            INFERENCE text_completion models.generateText POST models/{model}:generateText
            INFERENCE chat models.generateMessage POST models/{model}:generateMessage
            INFERENCE embeddings models.embedText POST models/{model}:embedText
            INFERENCE embeddings models.embedText POST models/{model}:batchEmbedText
            INFERENCE other models.countTokens POST models/{model}:countTextTokens
            INFERENCE other models.countTokens POST models/{model}:countMessageTokens
            BATCHES other batches POST models/{model}:batchGenerateContent
            BATCHES other batches POST models/{model}:asyncBatchEmbedContent
            STATE other operations POST models/{model}:predictLongRunning
            STATE other operations POST models/{model}:fetchPredictOperation
            STATE other operations GET models/{any}/operations
            STATE other operations GET models/{any}/operations/{id}
            CATALOGUE other models GET models
            CATALOGUE other models GET models/{any}
            STATE other interactions POST interactions
            STATE other interactions GET|POST|DELETE interactions/{id}/**
            FILES other files POST files
            STATE other files POST files:register
            STATE other files GET files
            STATE other files GET|DELETE files/{id}
            STATE other files GET files/{id}:download
            STATE other generatedFiles GET generatedFiles
            STATE other generatedFiles GET generatedFiles/{id}/**
            STATE other cachedContents GET|POST cachedContents
            STATE other cachedContents GET|PATCH|DELETE cachedContents/{id}
            STATE other batches GET batches
            STATE other batches GET|DELETE batches/{id}
            STATE other batches POST batches/{id}:cancel
            STATE other operations GET operations
            STATE other operations GET|DELETE operations/{id}
            STATE other operations POST operations/{id}:cancel
            STATE other fileSearchStores GET|POST fileSearchStores
            FILES other fileSearchStores POST fileSearchStores/{id}:uploadToFileSearchStore
            STATE other fileSearchStores POST fileSearchStores/{id}:importFile
            STATE other fileSearchStores GET|DELETE fileSearchStores/{id}/**
            STATE other corpora GET|POST corpora
            STATE other corpora * corpora/{id}/**
            STATE other tunedModels GET|POST tunedModels
            STATE other tunedModels * tunedModels/{id}/**
            MINTING other auth_tokens * auth_tokens/**
            MINTING other auth_tokens * authTokens/**
            """, true);

    private GeminiEndpoints() {}
}
