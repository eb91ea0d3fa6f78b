package io.chirograph.content.redaction.detect;

import com.google.re2j.Pattern;
import java.util.List;

/// The forms of the well-known vendors' keys, as the vendors and public scanners of secrets describe them.
final class Credentials {
    static final List<Detector> ALL = List.of(
            Credential.of("gateway-key", "cg_", "[A-Za-z0-9._-]{1,64}_[A-Za-z0-9_-]{40,}"),
            Credential.of("anthropic-key", "sk-ant-", "[A-Za-z0-9_-]{16,}"),
            Credential.of("openrouter-key", "sk-or-", "[A-Za-z0-9_-]{16,}"),
            Credential.of("openai-key", "sk-", "[A-Za-z0-9_-]{20,}"),
            Credential.of("aws-access-key", "AKIA", "[A-Z0-9]{16}\\b"),
            Credential.of("aws-access-key", "ASIA", "[A-Z0-9]{16}\\b"),
            Credential.of("aws-bedrock-key", "ABSK", "[A-Za-z0-9+/]{60,}={0,2}"),
            Credential.of("github-token", "ghp_", "[A-Za-z0-9]{36,}"),
            Credential.of("github-token", "gho_", "[A-Za-z0-9]{36,}"),
            Credential.of("github-token", "ghu_", "[A-Za-z0-9]{36,}"),
            Credential.of("github-token", "ghs_", "[A-Za-z0-9]{36,}"),
            Credential.of("github-token", "ghr_", "[A-Za-z0-9]{36,}"),
            Credential.of("github-token", "github_pat_", "[A-Za-z0-9_]{22,}"),
            Credential.of("gitlab-token", "glpat-", "[A-Za-z0-9_.-]{20,}"),
            Credential.of("google-key", "AIza", "[A-Za-z0-9_-]{35}"),
            Credential.of("google-token", "ya29.", "[A-Za-z0-9_-]{20,}"),
            Credential.of("google-secret", "GOCSPX-", "[A-Za-z0-9_-]{24,}"),
            Credential.of("slack-token", "xoxb-", "[A-Za-z0-9-]{10,}"),
            Credential.of("slack-token", "xoxp-", "[A-Za-z0-9-]{10,}"),
            Credential.of("slack-token", "xoxa-", "[A-Za-z0-9-]{10,}"),
            Credential.of("slack-token", "xoxr-", "[A-Za-z0-9-]{10,}"),
            Credential.of("slack-token", "xoxe", "[.-][A-Za-z0-9.-]{10,}"),
            Credential.of("slack-token", "xoxs-", "[A-Za-z0-9-]{10,}"),
            Credential.of("slack-token", "xapp-", "[A-Za-z0-9-]{10,}"),
            Credential.of("slack-webhook", "hooks.slack.com/", "(?:services|workflows)/[A-Za-z0-9/_-]{20,}"),
            Credential.of("stripe-key", "sk_live_", "[A-Za-z0-9]{10,}"),
            Credential.of("stripe-key", "sk_test_", "[A-Za-z0-9]{10,}"),
            Credential.of("stripe-key", "rk_live_", "[A-Za-z0-9]{10,}"),
            Credential.of("stripe-key", "rk_test_", "[A-Za-z0-9]{10,}"),
            Credential.of("stripe-key", "whsec_", "[A-Za-z0-9+/=]{16,}"),
            Credential.of("huggingface-token", "hf_", "[A-Za-z0-9]{30,}"),
            Credential.of("groq-key", "gsk_", "[A-Za-z0-9]{40,}"),
            Credential.of("xai-key", "xai-", "[A-Za-z0-9]{40,}"),
            Credential.of("perplexity-key", "pplx-", "[A-Za-z0-9]{32,}"),
            Credential.of("replicate-token", "r8_", "[A-Za-z0-9]{32,}"),
            Credential.of("npm-token", "npm_", "[A-Za-z0-9]{36}"),
            Credential.of("pypi-token", "pypi-", "[A-Za-z0-9_-]{32,}"),
            Credential.of("sendgrid-key", "SG.", "[A-Za-z0-9_-]{20,24}\\.[A-Za-z0-9_-]{39,50}"),
            Credential.of("digitalocean-token", "dop_v1_", "[a-f0-9]{64}"),
            Credential.of("databricks-token", "dapi", "[a-f0-9]{32}"),
            Credential.of("shopify-token", "shpat_", "[a-fA-F0-9]{32}"),
            Credential.of("vault-token", "hvs.", "[A-Za-z0-9_-]{24,}"),
            Credential.of("azure-key", "AccountKey=", "[A-Za-z0-9+/]{60,}={0,2}"),
            new Credential(
                    "jwt",
                    "eyJ",
                    Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-9_.-]*)?"),
                    false),
            new Credential(
                    "url-password", "://", Pattern.compile("://[^/\\s:@\"'<>]{0,128}:[^/\\s@\"'<>]{1,256}@"), false),
            new PrivateKeys(),
            new SecretAssignment());

    private Credentials() {}
}
