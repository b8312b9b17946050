"""The carriers that the product ships, a file each. A new one adds its file (docs/recipes/add-a-carrier.md)."""
