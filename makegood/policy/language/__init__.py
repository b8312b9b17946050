"""The condition language of packs: parsed, never executed, three-valued."""
