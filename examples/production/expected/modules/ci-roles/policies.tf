# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  policies = merge([
    for environment, documents in var.policies : {
      for name, document in documents : "${environment}/${name}" => {
        document    = document
        environment = environment
        name        = name
      }
    }
  ]...)
}

resource "aws_iam_policy" "this" {
  for_each = local.policies

  name        = "${var.name}-${each.value.environment}-ci-${each.value.name}"
  path        = "/ci/"
  description = "What CI may do in ${each.value.environment} of ${var.name}, as permissions/${each.key}.json says"
  policy      = each.value.document
}

resource "aws_iam_role_policy_attachment" "plan" {
  for_each = { for key, policy in local.policies : key => policy if policy.name == "plan" }

  role       = aws_iam_role.plan[each.value.environment].name
  policy_arn = aws_iam_policy.this[each.key].arn
}

# An apply plans first, so it has that policy too.
resource "aws_iam_role_policy_attachment" "apply" {
  for_each = local.policies

  role       = aws_iam_role.apply[each.value.environment].name
  policy_arn = aws_iam_policy.this[each.key].arn
}
