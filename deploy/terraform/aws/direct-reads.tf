# Who reads the bucket past the gateway: CloudTrail's data events, into a locked bucket of their own, which the gateway
# follows (docs/direct-reads.md, type cloudtrail). Server access logs would not do: AWS delivers them into no bucket with
# Object Lock.

resource "aws_s3_bucket" "trail" {
  bucket              = local.trail
  object_lock_enabled = true

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "trail" {
  bucket = aws_s3_bucket.trail.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "trail" {
  bucket = aws_s3_bucket.trail.id

  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = var.retention_days
    }
  }

  depends_on = [aws_s3_bucket_versioning.trail]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "trail" {
  bucket = aws_s3_bucket.trail.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "trail" {
  bucket                  = aws_s3_bucket.trail.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

locals {
  trail_arn = "arn:${data.aws_partition.this.partition}:cloudtrail:${var.region}:${data.aws_caller_identity.this.account_id}:trail/${local.trail}"
  # Of the policy for a bucket of access logs, what it denies everybody.
  trail_denies = [
    for statement in jsondecode(templatefile("${local.policies}/log-bucket.json", local.placeholders)).Statement :
    statement if statement.Effect == "Deny"
  ]
}

resource "aws_s3_bucket_policy" "trail" {
  bucket = aws_s3_bucket.trail.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.trail_denies, [
      {
        Sid       = "TheTrailLooks"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = "${local.arn}${local.trail}"
        Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn } }
      },
      {
        Sid       = "TheTrailWrites"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${local.arn}${local.trail}/AWSLogs/${data.aws_caller_identity.this.account_id}/*"
        Condition = {
          StringEquals = {
            "aws:SourceArn" = local.trail_arn
            "s3:x-amz-acl"  = "bucket-owner-full-control"
          }
        }
      },
    ])
  })

  depends_on = [aws_s3_bucket_public_access_block.trail]
}

resource "aws_cloudtrail" "direct_reads" {
  name                          = local.trail
  s3_bucket_name                = aws_s3_bucket.trail.id
  enable_log_file_validation    = true
  include_global_service_events = false

  advanced_event_selector {
    name = "all that is done to the archive"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }

    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }

    field_selector {
      field       = "resources.ARN"
      starts_with = ["${local.arn}${var.bucket}/"]
    }
  }

  depends_on = [aws_s3_bucket_policy.trail]
}

# Whoever follows the trail: the gateway's role, or an auditors' process that follows it for its source.
resource "aws_iam_role_policy" "follow" {
  for_each = toset(["writer", "auditor"])
  name     = "follow-direct-reads"
  role     = aws_iam_role.identity[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "FollowsTheTrail"
        Effect   = "Allow"
        Action   = ["s3:ListBucketVersions"]
        Resource = "${local.arn}${local.trail}"
      },
      {
        Sid      = "ReadsTheTrail"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource = "${local.arn}${local.trail}/*"
      },
    ]
  })
}
