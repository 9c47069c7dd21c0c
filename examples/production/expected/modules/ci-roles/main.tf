# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

locals {
  issuer            = trimprefix(var.issuer_url, "https://")
  oidc_provider_arn = "arn:aws:iam::${var.account_id}:oidc-provider/${local.issuer}"

  trust = {
    for name, environment in var.environments : name => {
      for role, subjects in { apply = environment.apply_subjects, plan = environment.plan_subjects } : role => jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect    = "Allow"
            Principal = { Federated = local.oidc_provider_arn }
            Action    = "sts:AssumeRoleWithWebIdentity"
            Condition = {
              StringEquals = { "${local.issuer}:aud" = var.audience }
              StringLike   = { "${local.issuer}:sub" = subjects }
            }
          },
        ]
      })
    }
  }
}

# An account has one for each issuer; where another repository made it, this one uses it.
resource "aws_iam_openid_connect_provider" "this" {
  count = var.create_oidc_provider ? 1 : 0

  url            = var.issuer_url
  client_id_list = [var.audience]
}

resource "aws_iam_role" "plan" {
  for_each = var.environments

  name               = "${var.name}-${each.key}-ci-plan"
  description        = "Takes the part of CI that plans ${each.key} of ${var.name}"
  assume_role_policy = local.trust[each.key].plan
}

resource "aws_iam_role_policy" "plan" {
  # checkov:skip=CKV_AWS_355:A plan asks for what it does not know the name of yet; none of this reads data or secrets.
  for_each = var.environments

  name = "read"
  role = aws_iam_role.plan[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ReadsWhatStands"
        Effect = "Allow"
        Action = [
          "autoscaling:Describe*",
          "ec2:Describe*",
          "ec2:GetManagedPrefixListEntries",
          "eks:Describe*",
          "eks:List*",
          "events:Describe*",
          "events:List*",
          "iam:Get*",
          "iam:List*",
          "kms:Describe*",
          "kms:GetKeyPolicy",
          "kms:GetKeyRotationStatus",
          "kms:List*",
          "logs:Describe*",
          "logs:List*",
          "sqs:GetQueueAttributes",
          "sqs:ListQueueTags",
          "ssm:DescribeParameters",
          "sts:GetCallerIdentity",
        ]
        Resource = "*"
      },
      {
        Sid      = "ReadsPublicParameters"
        Effect   = "Allow"
        Action   = "ssm:GetParameter*"
        Resource = "arn:aws:ssm:*::parameter/aws/service/*"
      },
    ]
  })
}

resource "aws_iam_role" "apply" {
  for_each = var.environments

  name               = "${var.name}-${each.key}-ci-apply"
  description        = "Takes the part of CI that applies ${each.key} of ${var.name}"
  assume_role_policy = local.trust[each.key].apply
}

resource "aws_iam_role_policy_attachment" "apply" {
  for_each = merge([
    for environment in keys(var.environments) : {
      for arn in var.apply_policy_arns : "${environment} ${arn}" => { environment = environment, arn = arn }
    }
  ]...)

  role       = aws_iam_role.apply[each.value.environment].name
  policy_arn = each.value.arn
}
