"""Packs, facts and examples out of YAML, or why not, with file and line."""
