"""The demo marketplace: named people, shops and cases in every stage, made by real commands and a moving clock."""

from makegood.demo.load import load_demo
from makegood.demo.personas import Persona, personas, shown_name, sign_ins

__all__ = ["Persona", "load_demo", "personas", "shown_name", "sign_ins"]
