"""The processors that can be configured: a file each, with `build(name, options, surroundings)`."""
