"""The demo marketplace: named people, shops and cases in every stage, made by real commands and a moving clock."""

from makegood.demo.load import load_demo
from makegood.demo.order_book import TO_TRY, email_of
from makegood.demo.personas import Persona, personas, shown_name, sign_ins
from makegood.demo.receivers import answer_of

__all__ = ["TO_TRY", "Persona", "answer_of", "email_of", "load_demo", "personas", "shown_name", "sign_ins"]
