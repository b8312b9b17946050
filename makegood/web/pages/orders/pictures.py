"""PURE: the calm picture that stands for goods of which there is no photo: one of the icon set, by their category."""

PICTURES = {
    "food": "food",
    "fashion": "clothes",
    "beauty": "beauty",
    "electronics": "device",
    "books": "book",
    "home": "furniture",
}
"""The icon of a category, by the first part of its name."""
OTHER = "goods"


def picture_of(category: str) -> str:
    """The icon for goods of a category such as `food.tea`; a parcel where the category tells nothing."""
    return PICTURES.get(category.partition(".")[0], OTHER)
