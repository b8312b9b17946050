"""PURE: a buyer's name as the other side may see it."""


def short_name(name: str) -> str:
    """A person's name as strangers see it: 李*, Amelia H."""
    words = name.split()
    if len(words) > 1:
        return f"{words[0]} {words[-1][0]}."
    return f"{name[:1]}*" if name else ""
