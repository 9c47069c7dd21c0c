"""A configuration of everything that Terraform accepts and a hasty check would refuse."""

CHILD = """\
variable "list" {
  type    = list(string)
  default = []
}
variable "size" {
  type     = number
  default  = 1
  nullable = false
}
variable "shape" {
  type    = object({ a = string, b = optional(number, 3), c = optional(list(string)) })
  default = null
}
variable "open" {
  default = {}
}
output "list" {
  value = var.list
}
output "id" {
  value = terraform_data.this.id
}
output "secret" {
  value     = sensitive("a")
  sensitive = true
}
resource "terraform_data" "this" {
  input = [var.size + 1, try(var.shape.b + 1, 0), var.open]
}
"""

SOUND = """\
variable "name" {
  type    = string
  default = 5
}
variable "size" {
  type    = number
  default = "3"
}
variable "on" {
  type    = bool
  default = "true"
}
variable "names" {
  type    = list(string)
  default = [1, "a", true]
}
variable "tags" {
  type    = map(string)
  default = { a = 1, b = true }
}
variable "zones" {
  type    = set(string)
  default = ["b", "a", "a"]
}
variable "pair" {
  type    = tuple([string, number])
  default = [1, "2"]
}
variable "shape" {
  type = object({
    a = string
    b = optional(number, "3")
    c = optional(object({ d = optional(list(string), []) }), {})
  })
  default = { a = 1, more = "ignored" }
}
variable "shapes" {
  type    = map(object({ a = string, b = optional(number) }))
  default = { x = { a = "y" } }
}
variable "anything" {}
variable "some" {
  type    = list(any)
  default = ["1", "2"]
}
variable "nothing" {
  type    = list(string)
  default = null
}
variable "secret" {
  type      = string
  sensitive = true
}
variable "guarded" {
  type    = string
  default = "abc-1"
  validation {
    condition     = can(regex("^[a-z]+-[0-9]$", var.guarded)) && length(var.guarded) < 10
    error_message = "Letters, a dash and a digit."
  }
}
locals {
  empty      = []
  sum        = "1" + 2 + var.size
  truth      = "true" && !"false" || var.on
  same       = 1 == "1" || [] == {} || var.names == null
  mixed      = [1, "a", true, null, [], {}]
  settings   = { a = 1, a = 2, (var.name) = 3, "b c" = null }
  lengths    = [length(var.name), length(var.names), length({}), length(local.mixed), length(var.anything)]
  first      = try(local.mixed[20], local.settings.zz, "default")
  works      = [can(local.mixed[20]), can(var.shape.zz)]
  safe       = length(local.empty) > 0 ? local.empty[0] : null
  guarded    = var.shape == null ? null : var.shape.c.d
  chosen     = [true ? 1 : "a", var.on ? null : [], var.on ? var.names : [], var.on ? { a = 1 } : {}]
  unified    = [var.on ? var.zones : var.names, var.on ? var.tags : { a = 1 }, var.on ? var.pair : ["a", 1]]
  loops      = [for key, value in { a = 1, b = "x" } : "${key}-${value}"]
  keyed      = { for index, name in var.names : name => { index = index } if name != "" }
  gathered   = { for name in ["a", "a"] : name => 1... }
  over_set   = [for zone in var.zones : upper(zone)]
  over_pair  = [for one in var.pair : one]
  flattened  = flatten([for key, one in var.shapes : [for letter in ["a", "b"] : { key = key, a = one.a }]])
  by_key     = { for one in local.flattened : "${one.key}-${one.a}" => one }
  splats     = [var.names[*], var.nothing[*], null[*], var.name[*], values(var.shapes)[*].a, var.shape[*].a]
  indices    = [var.names["0"], var.names[0], var.tags["a"], var.tags.a, var.pair[1], var.pair.0, var.shape["a"]]
  merged     = merge(var.tags, { b = [1] }, null, var.anything)
  joined     = concat(var.names, [1], ["x"])
  looked_up  = [lookup(var.tags, "a", 1), lookup({ a = 1 }, "b", []), lookup(var.tags, "a")]
  listed     = [tolist([1, "a"]), toset(var.names), tomap({ a = 1, b = "x" })]
  converted  = [tostring(1), tonumber("1e3"), tobool("1")]
  found      = [coalesce(null, var.name, 1), coalesce("", "a"), coalescelist([], var.names), one([]), one(var.names)]
  zipped     = zipmap(var.names, var.names)
  products   = setproduct(var.names, [1, 2])[0][1]
  decoded    = [jsondecode(var.name).a.b[0], yamldecode(var.name)["a"], jsondecode("{\\"a\\": {\\"b\\": 1}}").a.b]
  greatest   = max(1, "2", var.size) + max([1, 2]...) + min(var.size, var.size)
  formatted  = format("%s-%d", var.name, var.size)
  shown      = "${var.names[0]} %{ if var.on }yes%{ else }${var.size}%{ endif } %{ for n in var.names }${n},%{ endfor }"
  wrapped    = "${var.names}"
  matched    = regex("(?P<year>[0-9]+)", "2026-11").year == null ? "" : regex("([0-9]+)-([0-9]+)", var.name)[1]
  contained  = contains(["a", 1], var.name) || contains(keys(var.shapes), "a") || contains(var.some, "1")
  ids        = { for key, one in terraform_data.many : key => one.id }
  outputs    = [module.child.list[0], module.child.id, module.many["a"].list, values(module.many)[*].id]
  hidden     = nonsensitive(module.child.secret)
}
resource "terraform_data" "many" {
  for_each = { for key, one in var.shapes : key => one if one.b != null }
  input    = [each.key, each.value.a, each.value.b]
}
resource "terraform_data" "set" {
  for_each = toset([for name in var.names : lower(name)])
  input    = each.value
}
resource "terraform_data" "same" {
  for_each = var.zones
  input    = "${each.key}${each.value}"
}
resource "terraform_data" "chained" {
  for_each = terraform_data.many
  input    = each.value.output
}
resource "terraform_data" "switch" {
  count = var.on ? 1 : 0
  input = count.index
  lifecycle {
    precondition {
      condition     = length(var.names) > 0
      error_message = "Names are due, and ${var.size} of them."
    }
    postcondition {
      condition     = self.output != null
      error_message = "No output."
    }
  }
}
resource "terraform_data" "text" {
  count            = "2"
  triggers_replace = [terraform_data.switch[*].id, one(terraform_data.switch[*].output), terraform_data.switch[0].id]
}
module "child" {
  source = "./child"
  list   = [1, true, "a"]
  size   = null
  shape  = { a = 1, z = "ignored" }
  open   = [1, {}]
}
module "many" {
  source   = "./child"
  for_each = toset(["a", "b"])
  list     = var.pair
  size     = "4"
  shape    = var.on ? { a = each.key } : null
  open     = var.secret
}
check "health" {
  assert {
    condition     = alltrue([for name in var.names : name != ""])
    error_message = "Empty name."
  }
}
output "secret" {
  value     = "${var.secret}-${module.child.secret}"
  sensitive = true
}
output "released" {
  value = nonsensitive(length(var.secret) > 3)
}
output "all" {
  value = [local.sum, local.outputs, terraform_data.switch]
}
"""
