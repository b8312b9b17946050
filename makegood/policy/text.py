"""PURE: a text in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One text in English and in Chinese."""

    en: str
    zh: str

    def in_(self, language: str) -> str:
        """The text for a reader: Chinese for `zh…`, else English."""
        return self.zh if language.startswith("zh") else self.en
