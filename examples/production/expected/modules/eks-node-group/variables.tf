# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "ami_type" {
  description = "The EKS image of the nodes; it must fit the architecture of the instance types."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.ami_type, "AL2023_")
    error_message = "The ami_type must be one of Amazon Linux 2023, such as AL2023_x86_64_STANDARD."
  }
}

variable "capacity_type" {
  description = "ON_DEMAND, or SPOT for cheaper nodes that AWS may take back."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["ON_DEMAND", "SPOT"], var.capacity_type)
    error_message = "The capacity_type must be ON_DEMAND or SPOT."
  }
}

variable "cluster_name" {
  description = "The name of the cluster that the nodes join."
  type        = string
  nullable    = false
}

variable "desired_size" {
  description = "The number of nodes wanted now."
  type        = number
  nullable    = false
}

variable "disk_size" {
  description = "The size of each node's volume for images and containers in GiB."
  type        = number
  nullable    = false

  validation {
    condition     = var.disk_size >= 20
    error_message = "The disk_size must be at least 20 GiB, the size of the image."
  }
}

variable "instance_types" {
  description = "EC2 instance types of one architecture, the preferred one first."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.instance_types) >= 1 && length(var.instance_types) <= 20
    error_message = "A node group has 1 to 20 instance types."
  }
}

variable "kubernetes_version" {
  description = "The Kubernetes minor version of the nodes, at most three behind the control plane's."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "The kubernetes_version must be a minor version such as 1.35."
  }
}

variable "labels" {
  description = "Kubernetes labels of the nodes."
  type        = map(string)
  nullable    = false
}

variable "max_size" {
  description = "The most nodes that the group may have."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_size >= 1 && var.desired_size <= var.max_size
    error_message = "The max_size must be at least 1 and not below the desired_size."
  }
}

variable "min_size" {
  description = "The fewest nodes that the group may have."
  type        = number
  nullable    = false

  validation {
    condition     = var.min_size >= 0 && var.min_size <= var.desired_size
    error_message = "The min_size must be at least 0 and not above the desired_size."
  }
}

variable "name" {
  description = "The name of the node group."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "The subnets of the nodes."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 1
    error_message = "A node group needs at least one subnet."
  }
}

variable "tags" {
  description = "Tags of the instances, volumes and network interfaces, which the provider's default tags do not reach."
  type        = map(string)
  nullable    = false
}
