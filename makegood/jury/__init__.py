"""Panels of users: who may sit, drawing by lot, voting, counting; what they read is without names, and a person rules."""

from makegood.jury.calling import require_jury_on as require_jury_on
from makegood.jury.candidates import About as About
from makegood.jury.counting import Tally as Tally
from makegood.jury.counting import tally as tally
from makegood.jury.jobs import SEAT as SEAT
from makegood.jury.jobs import TELL as TELL
from makegood.jury.jobs import seat_job as seat_job
from makegood.jury.jobs import tell_job as tell_job
from makegood.jury.jurors import Confirmation as Confirmation
from makegood.jury.jurors import JurorView as JurorView
from makegood.jury.model import JurySettings as JurySettings
from makegood.jury.model import Panel as Panel
from makegood.jury.model import Seat as Seat
from makegood.jury.office import (
    JuryOffice as JuryOffice,
)
from makegood.jury.office import (
    Readiness as Readiness,
)
from makegood.jury.office import (
    Refusal as Refusal,
)
from makegood.jury.office import (
    VoteAsked as VoteAsked,
)
from makegood.jury.office import (
    as_seat as as_seat,
)
from makegood.jury.seating import Invited as Invited
from makegood.jury.seating import Round as Round
from makegood.jury.seating import seat_panel as seat_panel
from makegood.jury.settings import read_settings as read_settings
from makegood.jury.shown import DisputeShown as DisputeShown
from makegood.jury.store import panel_of as panel_of
from makegood.jury.store import seats_of as seats_of
from makegood.jury.views import PanelView as PanelView
from makegood.jury.views import SeatRead as SeatRead
from makegood.jury.views import SeatView as SeatView
from makegood.jury.views import panel_view as panel_view
