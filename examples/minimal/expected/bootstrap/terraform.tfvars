# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

region                  = "eu-west-1"
noncurrent_version_days = 90
