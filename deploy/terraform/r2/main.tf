# A bucket at Cloudflare R2 with a lock rule, and tokens for writer, auditor and administrator, by the files of
# deploy/policies/r2. R2 has no versions, no Object Lock, no legal hold and no log of reads: deploy/policies/README.md says what
# that means. Set chirograph.archive.lock-mode: NONE and require-tier: bucket-lock. Not tried against R2.

terraform {
  required_version = ">= 1.5"
  required_providers {
    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = ">= 5.13, < 6.0"
    }
  }
}

locals {
  policies = "${path.module}/../../policies/r2"
  placeholders = {
    ACCOUNT           = var.account_id
    JURISDICTION      = var.jurisdiction
    BUCKET            = var.bucket
    PREFIX            = var.prefix == "" ? "" : "${var.prefix}/"
    RETENTION_SECONDS = var.retention_days * 86400
  }
  tokens = {
    for name in ["writer", "auditor", "administrator"] :
    name => jsondecode(templatefile(format("%s/%s.json", local.policies, name), local.placeholders))
  }
}

resource "cloudflare_r2_bucket" "archive" {
  account_id   = var.account_id
  name         = var.bucket
  jurisdiction = var.jurisdiction

  lifecycle {
    prevent_destroy = true
  }
}

resource "cloudflare_r2_bucket_lock" "archive" {
  account_id   = var.account_id
  bucket_name  = cloudflare_r2_bucket.archive.name
  jurisdiction = var.jurisdiction

  rules = [
    for rule in jsondecode(templatefile(format("%s/bucket-lock.json", local.policies), local.placeholders)).rules : {
      id      = rule.id
      enabled = rule.enabled
      prefix  = rule.prefix
      condition = {
        type            = rule.condition.type
        max_age_seconds = tonumber(rule.condition.maxAgeSeconds)
      }
    }
  ]
}

resource "cloudflare_account_token" "identity" {
  for_each   = local.tokens
  account_id = var.account_id
  name       = each.value.name

  policies = [
    for policy in each.value.policies : {
      effect            = policy.effect
      resources         = jsonencode(policy.resources)
      permission_groups = [for group in policy.permission_groups : { id = group.id }]
    }
  ]
}
