# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

region                  = "eu-west-1"
noncurrent_version_days = 90
