"""PURE: why somebody is not signed in, or an account is not changed."""

from typing import ClassVar

from makegood.kit.errors import Refused


class WrongSignIn(Refused):
    """The e-mail address and the password do not belong together."""

    status: ClassVar[int] = 403


class WrongCode(Refused):
    """This code is not right, or it was used already."""

    status: ClassVar[int] = 403


class CodeOver(Refused):
    """This code or link is not good any more; ask for a new one."""

    status: ClassVar[int] = 403


class TooManyTries(Refused):
    """Too many tries. Try again in {minutes} min."""

    status: ClassVar[int] = 429


class SignInOver(Refused):
    """Too much time has passed; sign in again from the beginning."""

    status: ClassVar[int] = 403


class ProviderFailed(Refused):
    """The sign-in service did not answer as it must; try again, or tell the operator."""

    status: ClassVar[int] = 403


class NobodyHere(Refused):
    """You are known to the sign-in service, but you have no place here yet; ask the operator for an invitation."""

    status: ClassVar[int] = 403


class PasswordTooShort(Refused):
    """Choose a password of at least {least} characters; a short sentence is good."""

    status: ClassVar[int] = 422


class PasswordTooLong(Refused):
    """Choose a password of at most {most} characters."""

    status: ClassVar[int] = 422


class PasswordTooCommon(Refused):
    """Many people use this password, so it is among the first that others try; choose another."""

    status: ClassVar[int] = 422


class PasswordTellsWho(Refused):
    """The password must not be made of your name, your e-mail address or the name of this site."""

    status: ClassVar[int] = 422


class PasswordsDiffer(Refused):
    """The two passwords are not the same."""

    status: ClassVar[int] = 422


class EmailNotUsable(Refused):
    """Write an e-mail address like name@example.com."""

    status: ClassVar[int] = 422


class NameNotUsable(Refused):
    """Write a name of 1 to {most} characters."""

    status: ClassVar[int] = 422


class EmailTaken(Refused):
    """Somebody has this e-mail address already."""


class LastOperator(Refused):
    """There must be an operator who can sign in; make somebody else one first."""


class NotOneself(Refused):
    """You cannot do this to your own account; ask another operator."""


class NoMail(Refused):
    """This installation sends no e-mail; ask the operator for a link."""


class SecondFactorNeeded(Refused):
    """Your role has to have a second factor; set up a new one instead of removing it."""
