# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "account_id" {
  description = "The AWS account that owns the VPC."
  type        = string
  nullable    = false
}

variable "cidr_block" {
  description = "The address range of the VPC, which cannot be changed later."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr_block, 0))
    error_message = "The cidr_block must be an IPv4 network such as 10.0.0.0/16."
  }
}

variable "interface_endpoints" {
  description = "The AWS services that have an endpoint in the private subnets, by the end of their names such as ecr.api."
  type        = list(string)
  nullable    = false
}

variable "intra_subnets" {
  description = "The address range of each zone's subnet for the control plane, by zone name."
  type        = map(string)
  nullable    = false

  validation {
    condition     = length(var.intra_subnets) >= 2
    error_message = "EKS needs the control plane's subnets in at least two zones."
  }

  validation {
    condition     = alltrue([for cidr in values(var.intra_subnets) : can(cidrhost(cidr, 0))])
    error_message = "Every one of the intra_subnets must be an IPv4 network such as 10.0.0.0/24."
  }
}

variable "log_retention_days" {
  description = "Days for which flow logs are kept; one of the numbers that CloudWatch Logs takes."
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
  description = "The name of the VPC, and the beginning of the names of what is in it."
  type        = string
  nullable    = false
}

variable "nat_gateway_zones" {
  description = "The zones that have a NAT gateway; the others use the first one's."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.nat_gateway_zones) >= 1
    error_message = "The private subnets need at least one NAT gateway."
  }

  validation {
    condition     = alltrue([for zone in var.nat_gateway_zones : contains(keys(var.public_subnets), zone)])
    error_message = "A NAT gateway stands in a public subnet: the nat_gateway_zones must be among the public_subnets."
  }
}

variable "private_subnets" {
  description = "The address range of each zone's subnet for nodes and pods, by zone name."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for cidr in values(var.private_subnets) : can(cidrhost(cidr, 0))])
    error_message = "Every one of the private_subnets must be an IPv4 network such as 10.0.0.0/24."
  }
}

variable "public_subnets" {
  description = "The address range of each zone's subnet for NAT gateways and load balancers, by zone name."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for cidr in values(var.public_subnets) : can(cidrhost(cidr, 0))])
    error_message = "Every one of the public_subnets must be an IPv4 network such as 10.0.0.0/24."
  }
}

variable "region" {
  description = "The AWS region of the VPC."
  type        = string
  nullable    = false
}
