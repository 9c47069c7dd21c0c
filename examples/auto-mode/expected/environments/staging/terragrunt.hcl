# Written by Terracutter 0.1.0 from terracutter.yaml. Edits are kept: a later render stops and names them.

include "root" {
  path = find_in_parent_folders("root.hcl")
}
