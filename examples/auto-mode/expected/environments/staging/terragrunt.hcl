# Written by Terracutter from terracutter.yaml. Edits are kept: `terracutter update` merges them.

include "root" {
  path = find_in_parent_folders("root.hcl")
}
