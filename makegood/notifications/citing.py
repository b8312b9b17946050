"""PURE: what a ruling names as its grounds and the facts that it rests on, in words, as the page of the case tells them."""

from collections.abc import Sequence

from msgspec import structs

from makegood.cases import FactFound
from makegood.disputes import fact_lines
from makegood.notifications.model import FactTold, RuleCited, Told
from makegood.policy import Book


def in_words(told: Told, book: Book | None, rests_on: Sequence[FactFound] = ()) -> Told:
    """What is told, with the words of those of its grounds that are rules of a book, and of the facts that it rests on. An
    article speaks for itself.
    """
    if book is None or not (told.grounds or rests_on):
        return told
    rules = (book.named[ground] for ground in told.grounds if ground in book.named)
    cited = [
        RuleCited(each.name, each.text.en, each.text.zh, each.source.en, each.source.zh) for each in rules
    ]
    return structs.replace(told, cited=tuple(cited), facts=_facts(rests_on, book))


def _facts(rests_on: Sequence[FactFound], book: Book) -> tuple[FactTold, ...]:
    english, chinese = (fact_lines(rests_on, book.catalogue, each) for each in ("en", "zh-CN"))
    return tuple(
        FactTold(en.words, en.source, zh.words, zh.source) for en, zh in zip(english, chinese, strict=True)
    )
