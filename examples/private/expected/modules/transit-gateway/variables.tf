# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

variable "cidrs" {
  description = "The networks that are reached through the transit gateway."
  type        = list(string)
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.cidrs : can(cidrhost(cidr, 0))])
    error_message = "The cidrs must be IPv4 networks such as 10.64.0.0/12."
  }
}

variable "intra_route_table_id" {
  description = "The route table of the control plane's subnets."
  type        = string
  nullable    = false
}

variable "name" {
  description = "The name of the attachment."
  type        = string
  nullable    = false
}

variable "private_route_table_ids" {
  description = "The route tables of the private subnets, by zone name."
  type        = map(string)
  nullable    = false
}

variable "private_subnet_ids" {
  description = "The subnets of nodes and pods, by zone name."
  type        = map(string)
  nullable    = false
}

variable "subnet_ids" {
  description = "The subnets of the attachment's network interfaces, one in each zone."
  type        = list(string)
  nullable    = false
}

variable "transit_gateway_id" {
  description = "The id of the transit gateway."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^tgw-[0-9a-f]{17}$", var.transit_gateway_id))
    error_message = "The transit_gateway_id must be an id such as tgw-0123456789abcdef0."
  }
}

variable "vpc_id" {
  description = "The id of the VPC."
  type        = string
  nullable    = false
}
