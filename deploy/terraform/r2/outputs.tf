output "credentials" {
  description = "Of each identity: the id is the access key, the SHA-256 of the value, in hex, the secret access key."
  sensitive   = true
  value = {
    for name, token in cloudflare_account_token.identity :
    name => { access_key_id = token.id, secret_access_key = sha256(token.value) }
  }
}
