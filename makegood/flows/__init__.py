"""What follows from what, one story a file; and the engine and worker that put the slices together."""
