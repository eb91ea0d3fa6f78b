# A bucket for the archive at AWS or in GovCloud, with Object Lock, and the four identities at the store. The policies are the
# files of deploy/policies, which the program and its tests use too. Not tried against AWS.
#
#   terraform init && terraform apply -var bucket=example-audit -var region=us-gov-west-1 -var 'principals={…}'
#
# The partition follows from the region of the provider: aws, or aws-us-gov.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60, < 7.0"
    }
  }
}

provider "aws" {
  region = var.region
}

data "aws_partition" "this" {}
data "aws_caller_identity" "this" {}

locals {
  policies = "${path.module}/../../policies/${data.aws_partition.this.partition}"
  trail    = "${var.bucket}-trail"
  arn      = "arn:${data.aws_partition.this.partition}:s3:::"
  # What each placeholder of the policies stands for: deploy/policies/README.md.
  placeholders = {
    BUCKET            = var.bucket
    PREFIX            = var.prefix == "" ? "" : "${var.prefix}/"
    LOG_BUCKET        = local.trail
    MAX_DAYS          = var.max_days
    WRITER            = aws_iam_role.identity["writer"].arn
    AUDITOR           = aws_iam_role.identity["auditor"].arn
    RETENTION_MANAGER = aws_iam_role.identity["retention-manager"].arn
    ADMINISTRATOR     = aws_iam_role.identity["administrator"].arn
  }
}

resource "aws_s3_bucket" "archive" {
  bucket              = var.bucket
  object_lock_enabled = true

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "archive" {
  bucket = aws_s3_bucket.archive.id

  versioning_configuration {
    status = "Enabled"
  }
}

# What is put without a lock of its own is locked all the same.
resource "aws_s3_bucket_object_lock_configuration" "archive" {
  bucket = aws_s3_bucket.archive.id

  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = var.retention_days
    }
  }

  depends_on = [aws_s3_bucket_versioning.archive]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "archive" {
  bucket = aws_s3_bucket.archive.id

  rule {
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "archive" {
  bucket                  = aws_s3_bucket.archive.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "archive" {
  bucket = aws_s3_bucket.archive.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_policy" "archive" {
  bucket = aws_s3_bucket.archive.id
  policy = templatefile("${local.policies}/bucket.json", local.placeholders)

  depends_on = [aws_s3_bucket_public_access_block.archive]
}
