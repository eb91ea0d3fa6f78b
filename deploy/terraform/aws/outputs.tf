output "roles" {
  description = "ARN of the role of each identity."
  value       = { for name, role in aws_iam_role.identity : name => role.arn }
}

output "configuration" {
  description = "What goes into the gateway's application.yml."
  value = yamlencode({
    chirograph = {
      archive = {
        type           = "s3"
        retention      = "P${var.retention_days}D"
        "require-tier" = "COMPLIANCE"
        s3 = merge(
          { bucket = var.bucket, prefix = var.prefix, region = var.region },
          var.kms_key_arn == null ? {} : { sse = "aws:kms", "sse-kms-key-id" = var.kms_key_arn },
        )
        "access-log" = {
          type   = "cloudtrail"
          bucket = local.trail
          prefix = ""
        }
      }
    }
  })
}
