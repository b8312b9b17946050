"""The file of a case to take away: what its page tells, as a page and as data, with the evidence, in one archive."""

from makegood.web.case_file.handlers import CASE_FILE_PAGE_HANDLERS, CASE_FILE_ROUTES

__all__ = ["CASE_FILE_PAGE_HANDLERS", "CASE_FILE_ROUTES"]
