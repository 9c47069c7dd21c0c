# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "cidr_block" {
  description = "The address range of the VPC, which cannot be changed later."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr_block, 0))
    error_message = "The cidr_block must be an IPv4 network such as 10.0.0.0/16."
  }
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
