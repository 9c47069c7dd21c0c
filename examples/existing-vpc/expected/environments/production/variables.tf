# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "account_id" {
  description = "The AWS account of this environment; Terraform refuses to run in any other."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "The account_id must have 12 digits."
  }
}

variable "cluster_name" {
  description = "The name of the cluster, and the beginning of the names of all that belongs to it."
  type        = string
  nullable    = false
}

variable "environment" {
  description = "The name of this environment, as every resource is tagged with it."
  type        = string
  nullable    = false
}

variable "log_retention_days" {
  description = "Days for which logs are kept; one of the numbers that CloudWatch Logs takes."
  type        = number
  nullable    = false
}

variable "region" {
  description = "The AWS region of this environment."
  type        = string
  nullable    = false
}

variable "vpc_id" {
  description = "The id of the existing VPC, which cannot be changed later."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-([0-9a-f]{8}|[0-9a-f]{17})$", var.vpc_id))
    error_message = "The vpc_id must be the id of a VPC such as vpc-0a1b2c3d4e5f60718."
  }
}

variable "private_subnet_ids" {
  description = "The existing subnets of nodes and pods, in at least two zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(distinct(var.private_subnet_ids)) >= 2
    error_message = "The private_subnet_ids must name at least two subnets."
  }
}

variable "intra_subnet_ids" {
  description = "The existing subnets of the control plane's network interfaces, in at least two zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(distinct(var.intra_subnet_ids)) >= 2
    error_message = "The intra_subnet_ids must name at least two subnets."
  }
}

variable "kubernetes_version" {
  description = "The Kubernetes minor version of the control plane and of new nodes."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "The kubernetes_version must be a minor version such as 1.35."
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

variable "administrator_role_arns" {
  description = "The IAM roles that administer the cluster."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.administrator_role_arns) >= 1
    error_message = "Somebody must administer the cluster: name at least one role."
  }
}

variable "service_cidr" {
  description = "The addresses of Kubernetes services, which cannot be changed later; cluster DNS has the tenth."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.service_cidr, 10))
    error_message = "The service_cidr must be an IPv4 network such as 172.20.0.0/16."
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

variable "zonal_shift" {
  description = "Whether traffic inside the cluster may be moved away from a zone that fails."
  type        = bool
  nullable    = false
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

variable "node_groups" {
  description = "The managed node groups by name; disk_size in GiB."
  nullable    = false

  type = map(object({
    ami_type       = string
    capacity_type  = string
    desired_size   = number
    disk_size      = number
    instance_types = list(string)
    max_size       = number
    min_size       = number
  }))

  validation {
    condition = alltrue([
      for group in values(var.node_groups) :
      group.min_size <= group.desired_size && group.desired_size <= group.max_size
    ])
    error_message = "In every node group min_size <= desired_size <= max_size."
  }
}

variable "addon_versions" {
  description = "The version of an add-on by its name, such as v1.12.1-eksbuild.2; where none is given, EKS chooses at installation."
  type        = map(string)
  nullable    = false
}
