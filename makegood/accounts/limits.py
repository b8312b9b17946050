"""How often what may be tried: enough for people who mistype, too little for who guesses."""

from datetime import timedelta

from makegood.accounts.tries import Counted, Limit

_QUARTER = timedelta(minutes=15)
_HOUR = timedelta(hours=1)

PASSWORD_HERE = Limit("password by account and address", 6, _QUARTER)
PASSWORD_ANYWHERE = Limit("password by account", 60, _HOUR)
PASSWORD_FROM = Limit("password by address", 60, _QUARTER)
SECOND_FACTOR = Limit("second factor by account", 10, _HOUR)
CODES_HERE = Limit("codes asked for an order by address", 5, _HOUR)
CODES_FOR = Limit("codes asked for an order", 20, _HOUR)
"""With five tries each, a hundred guesses an hour at six digits, from wherever they come."""
CODES_FROM = Limit("codes asked by address", 20, _HOUR)
ANSWERS_FROM = Limit("codes answered by address", 40, _HOUR)
LINKS_FOR = Limit("links asked for an account", 4, _HOUR)
LINKS_FROM = Limit("links asked by address", 20, _HOUR)
PROVIDER_FROM = Limit("answers of a provider by address", 60, _QUARTER)


def for_password(email: str, address: str) -> tuple[Counted, ...]:
    """A password: an owner elsewhere is not locked out by somebody who guesses here, until it is very many."""
    return (
        Counted(PASSWORD_FROM, (address,)),
        Counted(PASSWORD_HERE, (email, address)),
        Counted(PASSWORD_ANYWHERE, (email,)),
    )


def for_second_factor(person_id: int) -> tuple[Counted, ...]:
    """A code of an app or a recovery code."""
    return (Counted(SECOND_FACTOR, (str(person_id),)),)


def for_order_code(number: str, email: str, address: str) -> tuple[Counted, ...]:
    """Asking for a code for an order, counted with the e-mail address that was typed: only codes for the right one can
    be answered at all, so who knows no more than an order's number uses up nothing of its buyer's. Who knows both is
    held up where they are, long before the buyer is elsewhere.
    """
    return (
        Counted(CODES_FROM, (address,)),
        Counted(CODES_HERE, (number, email, address)),
        Counted(CODES_FOR, (number, email)),
    )


def for_answer(address: str) -> tuple[Counted, ...]:
    """Typing such a code, or opening a link; each code has its own five tries beside."""
    return (Counted(ANSWERS_FROM, (address,)),)


def for_link(email: str, address: str) -> tuple[Counted, ...]:
    """Asking for a link to a new password."""
    return Counted(LINKS_FROM, (address,)), Counted(LINKS_FOR, (email,))


def for_provider(address: str) -> tuple[Counted, ...]:
    """Coming back from a sign-in service."""
    return (Counted(PROVIDER_FROM, (address,)),)
