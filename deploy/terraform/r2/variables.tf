variable "account_id" {
  description = "The account's id."
  type        = string
}

variable "bucket" {
  description = "Name of the archive's bucket."
  type        = string
}

variable "jurisdiction" {
  description = "Where objects may be: default, eu or fedramp."
  type        = string
  default     = "default"

  validation {
    condition     = contains(["default", "eu", "fedramp"], var.jurisdiction)
    error_message = "jurisdiction must be default, eu or fedramp."
  }
}

variable "prefix" {
  description = "The archive's prefix, without a slash at its end; empty for the whole bucket."
  type        = string
  default     = "chirograph"
}

variable "retention_days" {
  description = "For how long the lock rule keeps an object after its PUT."
  type        = number
  default     = 400
}
