# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "account_id" {
  description = "The AWS account that owns the cluster."
  type        = string
  nullable    = false
}

variable "administrator_role_arns" {
  description = "The IAM roles that administer the cluster."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.administrator_role_arns) >= 1
    error_message = "Somebody must administer the cluster: name at least one role."
  }
}

variable "api_access_cidrs" {
  description = "The networks whose machines may reach the Kubernetes API inside the VPC, beside the nodes and their pods."
  type        = list(string)
  nullable    = false

  validation {
    condition     = !contains(var.api_access_cidrs, "0.0.0.0/0")
    error_message = "Name the networks that may reach the Kubernetes API, not every address."
  }
}

variable "control_plane_logs" {
  description = "The kinds of log that the control plane writes to CloudWatch Logs."
  type        = list(string)
  nullable    = false

  validation {
    condition = length(setsubtract(
      var.control_plane_logs, ["api", "audit", "authenticator", "controllerManager", "scheduler"]
    )) == 0
    error_message = "Each of control_plane_logs must be api, audit, authenticator, controllerManager or scheduler."
  }
}

variable "kubernetes_version" {
  description = "The Kubernetes minor version of the control plane."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "The kubernetes_version must be a minor version such as 1.35."
  }
}

variable "log_retention_days" {
  description = "Days for which the control plane's log is kept; one of the numbers that CloudWatch Logs takes."
  type        = number
  nullable    = false

  validation {
    condition = contains([
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ], var.log_retention_days)
    error_message = "The log_retention_days must be a number that CloudWatch Logs takes, such as 30, 90 or 365."
  }
}

variable "name" {
  description = "The name of the cluster, and the beginning of the names of what belongs to it."
  type        = string
  nullable    = false
}

variable "region" {
  description = "The AWS region of the cluster."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "The subnets of the control plane's network interfaces, in at least two zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "EKS needs the control plane's subnets in at least two zones."
  }
}

variable "support_type" {
  description = "What happens when standard support ends: STANDARD upgrades the cluster, EXTENDED keeps the version at a higher price."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["EXTENDED", "STANDARD"], var.support_type)
    error_message = "The support_type must be EXTENDED or STANDARD."
  }
}

variable "vpc_id" {
  description = "The VPC of the subnets, where the control plane's security group is."
  type        = string
  nullable    = false
}

variable "zonal_shift" {
  description = "Whether traffic inside the cluster may be moved away from a zone that fails."
  type        = bool
  nullable    = false
}
