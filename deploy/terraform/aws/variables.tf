variable "region" {
  description = "Where bucket and trail are, such as eu-central-1 or us-gov-west-1."
  type        = string
}

variable "bucket" {
  description = "Name of the archive's bucket. The trail of direct reads goes into <bucket>-trail."
  type        = string
}

variable "prefix" {
  description = "The archive's prefix, without a slash at its end; empty for the whole bucket."
  type        = string
  default     = "chirograph"

  validation {
    condition     = !endswith(var.prefix, "/")
    error_message = "prefix must have no slash at its end."
  }
}

variable "retention_days" {
  description = "Default retention of the bucket, for what is put without a lock of its own."
  type        = number
  default     = 400
}

variable "max_days" {
  description = "How many days ahead a lock may reach at most: the longest retention, and some for extensions."
  type        = number
  default     = 4000
}

variable "kms_key_arn" {
  description = "Key for the bucket's encryption; S3's own when null. The writer and the auditor need rights at the key."
  type        = string
  default     = null
}

variable "role_prefix" {
  description = "What the names of the four roles begin with."
  type        = string
  default     = "chirograph-"
}

variable "principals" {
  description = "Who may assume each role: ARNs of users, roles or accounts."
  type = object({
    writer            = optional(list(string), [])
    auditor           = optional(list(string), [])
    retention-manager = optional(list(string), [])
    administrator     = list(string)
  })
}

variable "service_accounts" {
  description = "Service accounts of a cluster that act as writer or auditor, by its OpenID Connect provider."
  type = map(object({
    provider_arn = string
    issuer       = string
    namespace    = string
    name         = string
  }))
  default = {}
}
