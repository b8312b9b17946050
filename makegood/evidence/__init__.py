"""Evidence: the files that the parties of an order show each other, kept by content and shown as harmless copies."""

from makegood.evidence.attaching import record_case_files, record_claim_files
from makegood.evidence.bucket import BucketShelf
from makegood.evidence.camera_time import camera_time_of
from makegood.evidence.custody import (
    CustodyView,
    Link,
    LinkView,
    custody_of,
    custody_page,
    link_view,
    note_reading,
    note_reading_by,
)
from makegood.evidence.disk import DiskShelf
from makegood.evidence.file_store import Copy, FileStore, name_of, open_files
from makegood.evidence.form import SentFile, SentForm, is_form, read_form
from makegood.evidence.hiding import COLUMNS, ROWS, cells_of, regions_of
from makegood.evidence.holds import Hold, end_hold, holds_standing, place_hold
from makegood.evidence.keeping import keep_file
from makegood.evidence.kinds import ACCEPT, KINDS
from makegood.evidence.model import (
    LARGEST_FILE_BYTES,
    LARGEST_FILM_BYTES,
    LARGEST_FORM_BYTES,
    FileView,
    StoredFile,
    Upload,
    file_view,
)
from makegood.evidence.moving import Moved, move_contents
from makegood.evidence.office import FileOffice, name_for, sees_all
from makegood.evidence.retention import keep_or_erase
from makegood.evidence.retention_lists import Erasure, KeptOrder, erasures, kept_soonest, standings
from makegood.evidence.shelf import Shelf, ShelfAway
from makegood.evidence.standing import OrderCourse, Rule, Standing, standing_of
from makegood.evidence.store import files_named
from makegood.evidence.sweep import forget_unattached, sweep_contents
from makegood.evidence.taking_away import TakenAway, copy_to_take

__all__ = [
    "ACCEPT",
    "COLUMNS",
    "KINDS",
    "LARGEST_FILE_BYTES",
    "LARGEST_FILM_BYTES",
    "LARGEST_FORM_BYTES",
    "ROWS",
    "BucketShelf",
    "Copy",
    "CustodyView",
    "DiskShelf",
    "Erasure",
    "FileOffice",
    "FileStore",
    "FileView",
    "Hold",
    "KeptOrder",
    "Link",
    "LinkView",
    "Moved",
    "OrderCourse",
    "Rule",
    "SentFile",
    "SentForm",
    "Shelf",
    "ShelfAway",
    "Standing",
    "StoredFile",
    "TakenAway",
    "Upload",
    "camera_time_of",
    "cells_of",
    "copy_to_take",
    "custody_of",
    "custody_page",
    "end_hold",
    "erasures",
    "file_view",
    "files_named",
    "forget_unattached",
    "holds_standing",
    "is_form",
    "keep_file",
    "keep_or_erase",
    "kept_soonest",
    "link_view",
    "move_contents",
    "name_for",
    "name_of",
    "note_reading",
    "note_reading_by",
    "open_files",
    "place_hold",
    "read_form",
    "record_case_files",
    "record_claim_files",
    "regions_of",
    "sees_all",
    "standing_of",
    "standings",
    "sweep_contents",
]
