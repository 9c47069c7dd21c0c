# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  # A plan writes no state, but locks it; an apply does both.
  state_policies = {
    for name, environment in var.environments : name => {
      for role, writes in { apply = ["s3:GetObject", "s3:PutObject"], plan = ["s3:GetObject"] } : role => jsonencode({
        Version = "2012-10-17"
        Statement = concat([
          {
            Sid      = "FindsTheState"
            Effect   = "Allow"
            Action   = ["s3:ListBucket"]
            Resource = [var.state_bucket_arn]
          },
          {
            Sid      = "State"
            Effect   = "Allow"
            Action   = writes
            Resource = ["${var.state_bucket_arn}/${environment.state_key}"]
          },
          {
            Sid      = "Lock"
            Effect   = "Allow"
            Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
            Resource = ["${var.state_bucket_arn}/${environment.state_key}.tflock"]
          },
          ], var.state_key_arn == null ? [] : [
          {
            Sid      = "Key"
            Effect   = "Allow"
            Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
            Resource = [var.state_key_arn]
          },
        ])
      })
    }
  }
}

resource "aws_iam_role_policy" "plan_state" {
  for_each = var.environments

  name   = "state"
  role   = aws_iam_role.plan[each.key].id
  policy = local.state_policies[each.key].plan
}

resource "aws_iam_role_policy" "apply_state" {
  for_each = var.environments

  name   = "state"
  role   = aws_iam_role.apply[each.key].id
  policy = local.state_policies[each.key].apply
}
