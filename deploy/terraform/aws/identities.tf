# Writer (the gateway), auditor, retention manager, administrator: a role each, assumed by those who are named, with its
# policy of deploy/policies.

locals {
  identities = toset(["writer", "auditor", "retention-manager", "administrator"])
}

resource "aws_iam_role" "identity" {
  for_each           = local.identities
  name               = "${var.role_prefix}${each.key}"
  assume_role_policy = data.aws_iam_policy_document.assume[each.key].json
}

data "aws_iam_policy_document" "assume" {
  for_each = local.identities

  dynamic "statement" {
    for_each = length(var.principals[each.key]) > 0 ? [var.principals[each.key]] : []

    content {
      actions = ["sts:AssumeRole"]

      principals {
        type        = "AWS"
        identifiers = statement.value
      }
    }
  }

  # Pods of a cluster, by its OpenID Connect provider.
  dynamic "statement" {
    for_each = contains(keys(var.service_accounts), each.key) ? [var.service_accounts[each.key]] : []

    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]

      principals {
        type        = "Federated"
        identifiers = [statement.value.provider_arn]
      }

      condition {
        test     = "StringEquals"
        variable = "${statement.value.issuer}:sub"
        values   = ["system:serviceaccount:${statement.value.namespace}:${statement.value.name}"]
      }

      condition {
        test     = "StringEquals"
        variable = "${statement.value.issuer}:aud"
        values   = ["sts.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role_policy" "identity" {
  for_each = local.identities
  name     = "archive"
  role     = aws_iam_role.identity[each.key].id
  policy   = templatefile("${local.policies}/${each.key}.json", local.placeholders)
}
